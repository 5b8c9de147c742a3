/* The small linear maps around the products of Winograd's convolution.
 *
 * Interpolation through the points 0, +-A, +-B and infinity with A = sqrt(1/2), B = sqrt(2): the
 * usual points 0, +-1, +-2 make the same number of operations and errors three times as large
 * (B. Barabasz, A. Anderson, K. M. Soodhalter, D. Gregg, "Error analysis and improving the
 * accuracy of Winograd convolution for deep neural networks", ACM TOMS 46(4), 2020, on the choice
 * of points). A map of a 6x6 tile is the map of six numbers, first down the columns, then along
 * the rows. A point's normalising factor is with the filter.
 */
#ifndef DLQA_CONV_WINOGRAD_TRANSFORMS_H
#define DLQA_CONV_WINOGRAD_TRANSFORMS_H

#include "lanes.h"

#define POINT_A 0.70710678118654752f
#define POINT_B 1.41421356237309505f
#define CUBE_A 0.35355339059327376f
#define CUBE_B 2.82842712474619010f

/* Six pixels to six points, in place. */
DLQA_INLINE void input_map(vec *d0, vec *d1, vec *d2, vec *d3, vec *d4, vec *d5)
{
    const vec even_a = *d4 - splat(2.0f) * *d2, odd_a = *d3 - splat(2.0f) * *d1;
    const vec even_b = *d4 - splat(0.5f) * *d2, odd_b = *d3 - splat(0.5f) * *d1;
    const vec zero = *d0 + *d4 - splat(2.5f) * *d2, infinity = *d1 + *d5 - splat(2.5f) * *d3;
    *d0 = zero;
    *d1 = even_a + splat(POINT_A) * odd_a;
    *d2 = even_a - splat(POINT_A) * odd_a;
    *d3 = even_b + splat(POINT_B) * odd_b;
    *d4 = even_b - splat(POINT_B) * odd_b;
    *d5 = infinity;
}

/* Values at six points to the four outputs of a tile, left in m0 to m3. */
DLQA_INLINE void output_map(vec *m0, vec *m1, vec *m2, vec *m3, const vec *m4, const vec *m5)
{
    const vec even_a = *m1 + *m2, odd_a = *m1 - *m2, even_b = *m3 + *m4, odd_b = *m3 - *m4;
    *m0 += even_a + even_b;
    *m1 = splat(POINT_A) * odd_a + splat(POINT_B) * odd_b;
    *m2 = splat(0.5f) * even_a + splat(2.0f) * even_b;
    *m3 = *m5 + splat(CUBE_A) * odd_a + splat(CUBE_B) * odd_b;
}

/* Values at six points to the three taps of a filter's gradient, left in m0 to m2. */
DLQA_INLINE void tap_map(vec *m0, vec *m1, vec *m2, const vec *m3, const vec *m4, const vec *m5)
{
    const vec even_a = *m1 + *m2, odd_a = *m1 - *m2, even_b = *m3 + *m4, odd_b = *m3 - *m4;
    *m0 += even_a + even_b;
    *m1 = splat(POINT_A) * odd_a + splat(POINT_B) * odd_b;
    *m2 = *m5 + splat(0.5f) * even_a + splat(2.0f) * even_b;
}

/* Four numbers (the taps of a filter, then 0; or a tile of the gradient) to six points. */
DLQA_INLINE void filter_map(vec g0, vec g1, vec g2, vec *p0, vec *p1, vec *p2, vec *p3, vec *p4,
                            vec *p5)
{
    const vec even_a = splat(-2.0f / 3) * g0 - splat(1.0f / 3) * g2;
    const vec even_b = splat(1.0f / 6) * g0 + splat(1.0f / 3) * g2;
    const vec odd_a = splat(-2.0f / 3 * POINT_A) * g1, odd_b = splat(POINT_B / 6) * g1;
    *p0 = g0;
    *p1 = even_a + odd_a;
    *p2 = even_a - odd_a;
    *p3 = even_b + odd_b;
    *p4 = even_b - odd_b;
    *p5 = g2;
}

DLQA_INLINE void gradient_map(vec g0, vec g1, vec g2, vec g3, vec *p0, vec *p1, vec *p2, vec *p3,
                              vec *p4, vec *p5)
{
    const vec even_a = splat(-2.0f / 3) * g0 - splat(1.0f / 3) * g2;
    const vec even_b = splat(1.0f / 6) * g0 + splat(1.0f / 3) * g2;
    const vec odd_a = splat(-2.0f / 3 * POINT_A) * g1 - splat(2.0f / 3 * CUBE_A) * g3;
    const vec odd_b = splat(POINT_B / 6) * g1 + splat(CUBE_B / 6) * g3;
    *p0 = g0;
    *p1 = even_a + odd_a;
    *p2 = even_a - odd_a;
    *p3 = even_b + odd_b;
    *p4 = even_b - odd_b;
    *p5 = g3;
}

/* One image plane (or LANES of them): what lies outside of it counts as 0. */
struct plane {
    const float *data;
    ptrdiff_t height, width, step; /* step: from one channel to the next */
    int channels;                  /* how many of LANES there are */
};

DLQA_INLINE void plane_quad(const struct plane *in, ptrdiff_t y, ptrdiff_t x, int low, int high,
                            vec *a, vec *b, vec *c, vec *d)
{
    if (y < 0 || y >= in->height || low >= high)
        *a = *b = *c = *d = splat(0.0f);
    else
        load_quad(in->data + y * in->width + x, in->step, in->channels, low, high, a, b, c, d);
}

DLQA_INLINE int clip(ptrdiff_t value)
{
    return value < 0 ? 0 : value > 4 ? 4 : (int)value;
}

/* Four columns of `rows` pixels each, of which the upper left one is (y, x): `to` is
 * [rows][4][LANES]. */
DLQA_INLINE void plane_columns(const struct plane *in, ptrdiff_t y, ptrdiff_t x, int rows,
                               float *to)
{
    const int low = clip(-x), high = clip(in->width - x);
    int i;
    for (i = 0; i < rows; i++, to += 4 * LANES) {
        vec a, b, c, d;
        plane_quad(in, y + i, x, low, high, &a, &b, &c, &d);
        store(to, a);
        store(to + LANES, b);
        store(to + 2 * LANES, c);
        store(to + 3 * LANES, d);
    }
}

/* Map four columns, six rows high, whose upper left pixel is (y, x): `to` is [6][4][LANES]. */
static void input_columns(const struct plane *in, ptrdiff_t y, ptrdiff_t x, float *to)
{
    int j;
    plane_columns(in, y, x, 6, to);
    for (j = 0; j < 4; j++, to += LANES) {
        vec d0 = load(to), d1 = load(to + 4 * LANES), d2 = load(to + 8 * LANES);
        vec d3 = load(to + 12 * LANES), d4 = load(to + 16 * LANES), d5 = load(to + 20 * LANES);
        input_map(&d0, &d1, &d2, &d3, &d4, &d5);
        store(to, d0);
        store(to + 4 * LANES, d1);
        store(to + 8 * LANES, d2);
        store(to + 12 * LANES, d3);
        store(to + 16 * LANES, d4);
        store(to + 20 * LANES, d5);
    }
}

/* Map the six rows of one tile: four columns from `left`, two from `right`. */
static void input_rows(const float *left, const float *right, float *to, ptrdiff_t point)
{
    int i;
    for (i = 0; i < 6; i++, left += 4 * LANES, right += 4 * LANES, to += 6 * point) {
        vec d0 = load(left), d1 = load(left + LANES), d2 = load(left + 2 * LANES);
        vec d3 = load(left + 3 * LANES), d4 = load(right), d5 = load(right + LANES);
        input_map(&d0, &d1, &d2, &d3, &d4, &d5);
        store(to, d0);
        store(to + point, d1);
        store(to + 2 * point, d2);
        store(to + 3 * point, d3);
        store(to + 4 * point, d4);
        store(to + 5 * point, d5);
    }
}

/* Write one tile of the output from its 36 values, `point` floats apart: rows x columns of it. */
static void output_tile(const float *from, ptrdiff_t point, const float *biases, float *out,
                        ptrdiff_t width, ptrdiff_t plane, int channels, int rows, int columns)
{
    const vec bias = load(biases);
    float half[4 * 6 * LANES];
    int i, j;
    for (j = 0; j < 6; j++, from += point) {
        vec m0 = load(from), m1 = load(from + 6 * point), m2 = load(from + 12 * point);
        vec m3 = load(from + 18 * point), m4 = load(from + 24 * point);
        const vec m5 = load(from + 30 * point);
        output_map(&m0, &m1, &m2, &m3, &m4, &m5);
        store(half + j * LANES, m0);
        store(half + (6 + j) * LANES, m1);
        store(half + (12 + j) * LANES, m2);
        store(half + (18 + j) * LANES, m3);
    }
    for (i = 0; i < rows; i++, out += width) {
        const float *row = half + 6 * i * LANES;
        vec m0 = load(row), m1 = load(row + LANES), m2 = load(row + 2 * LANES);
        vec m3 = load(row + 3 * LANES), m4 = load(row + 4 * LANES), m5 = load(row + 5 * LANES);
        output_map(&m0, &m1, &m2, &m3, &m4, &m5);
        store_quad(out, plane, channels, columns, m0 + bias, m1 + bias, m2 + bias, m3 + bias);
    }
}

#define POINT_COLUMN(j)                                                                           \
    vec t0##j = load(from + (0 + j) * point), t1##j = load(from + (6 + j) * point);               \
    vec t2##j = load(from + (12 + j) * point), t3##j = load(from + (18 + j) * point);             \
    vec t4##j = load(from + (24 + j) * point), t5##j = load(from + (30 + j) * point);

#define TAP_COLUMN(j)                                                                             \
    POINT_COLUMN(j)                                                                               \
    tap_map(&t0##j, &t1##j, &t2##j, &t3##j, &t4##j, &t5##j);

#define TAP_ROW(i) tap_map(&t##i##0, &t##i##1, &t##i##2, &t##i##3, &t##i##4, &t##i##5);

/* Write the 3x3 gradients of LANES channels from their 36 values, `point` floats apart. */
static void taps(const float *from, ptrdiff_t point, float *out, int channels)
{
    TAP_COLUMN(0) TAP_COLUMN(1) TAP_COLUMN(2) TAP_COLUMN(3) TAP_COLUMN(4) TAP_COLUMN(5)
    TAP_ROW(0) TAP_ROW(1) TAP_ROW(2)
    store_quad(out, 9, channels, 4, t00, t01, t02, t10);
    store_quad(out + 4, 9, channels, 4, t11, t12, t20, t21);
    store_quad(out + 5, 9, channels, 4, t12, t20, t21, t22);
}

#define MAP_TAPS(i, a, b, c) filter_map(a, b, c, &p0##i, &p1##i, &p2##i, &p3##i, &p4##i, &p5##i);

#define FILTER_ROW(i)                                                                             \
    filter_map(p##i##0, p##i##1, p##i##2, &a, &b, &c, &d, &e, &f);                                \
    store(to + (6 * i + 0) * point, a);                                                           \
    store(to + (6 * i + 1) * point, b);                                                           \
    store(to + (6 * i + 2) * point, c);                                                           \
    store(to + (6 * i + 3) * point, d);                                                           \
    store(to + (6 * i + 4) * point, e);                                                           \
    store(to + (6 * i + 5) * point, f);

/* Map the 3x3 taps of LANES filters, `step` floats apart; `turned` by half a turn or not. */
DLQA_INLINE void filter_taps(const float *w, ptrdiff_t step, int filters, int turned, float *to,
                             ptrdiff_t point)
{
    vec w0, w1, w2, w3, w4, w5, w6, w7, w8, a, b, c, d, e, f;
    vec p00, p10, p20, p30, p40, p50, p01, p11, p21, p31, p41, p51, p02, p12, p22, p32, p42, p52;
    load_quad(w, step, filters, 0, 4, &w0, &w1, &w2, &w3);
    load_quad(w + 4, step, filters, 0, 4, &w4, &w5, &w6, &w7);
    load_quad(w + 5, step, filters, 0, 4, &a, &b, &c, &w8);
    if (turned) {
        MAP_TAPS(0, w8, w5, w2) MAP_TAPS(1, w7, w4, w1) MAP_TAPS(2, w6, w3, w0)
    } else {
        MAP_TAPS(0, w0, w3, w6) MAP_TAPS(1, w1, w4, w7) MAP_TAPS(2, w2, w5, w8)
    }
    FILTER_ROW(0) FILTER_ROW(1) FILTER_ROW(2) FILTER_ROW(3) FILTER_ROW(4) FILTER_ROW(5)
}

/* Map the 4x4 tile of a gradient whose upper left pixel is (y, x). */
static void gradient_tile(const struct plane *in, ptrdiff_t y, ptrdiff_t x, float *to,
                          ptrdiff_t point)
{
    float tile[16 * LANES], half[24 * LANES];
    int i, j;
    vec p0, p1, p2, p3, p4, p5;
    plane_columns(in, y, x, 4, tile);
    for (j = 0; j < 4; j++) {
        gradient_map(load(tile + j * LANES), load(tile + (4 + j) * LANES),
                     load(tile + (8 + j) * LANES), load(tile + (12 + j) * LANES), &p0, &p1, &p2,
                     &p3, &p4, &p5);
        store(half + j * LANES, p0);
        store(half + (4 + j) * LANES, p1);
        store(half + (8 + j) * LANES, p2);
        store(half + (12 + j) * LANES, p3);
        store(half + (16 + j) * LANES, p4);
        store(half + (20 + j) * LANES, p5);
    }
    for (i = 0; i < 6; i++, to += 6 * point) {
        const float *row = half + 4 * i * LANES;
        gradient_map(load(row), load(row + LANES), load(row + 2 * LANES), load(row + 3 * LANES),
                     &p0, &p1, &p2, &p3, &p4, &p5);
        store(to, p0);
        store(to + point, p1);
        store(to + 2 * point, p2);
        store(to + 3 * point, p3);
        store(to + 4 * point, p4);
        store(to + 5 * point, p5);
    }
}

#endif
