/* One-dimensional complex FFT of LANES independent sequences at once. Included once per type.
 *
 * T. G. Stockham, "High-speed convolution and correlation" (1966): each pass reads one buffer and
 * writes another in such an order that the result comes out sorted, without bit reversal. The
 * passes of a length n are its factors 4, 3 and 2. A "number" here is a vector: element l of all
 * vectors together is sequence l, so no pass ever shuffles.
 *
 * Real and imaginary parts lie apart. Exchanging them on both sides turns the transform into its
 * inverse (times n), hence one direction is enough.
 */

#define FFT_MOST_PASSES 24

struct NAME(fft) {
    ptrdiff_t n;
    int passes, radix[FFT_MOST_PASSES];
    REAL *roots; /* cos and -sin of 2 pi k / n, in turn */
};

/* n complex numbers: number k has its parts at re[k * step] and im[k * step]. */
struct NAME(line) {
    VEC *re, *im;
    ptrdiff_t step;
};

static void NAME(fft_prepare)(struct NAME(fft) *fft, ptrdiff_t n, REAL *roots)
{
    ptrdiff_t k, left = n;
    fft->n = n;
    fft->passes = 0;
    for (; left % 3 == 0; left /= 3)
        fft->radix[fft->passes++] = 3;
    for (; left % 4 == 0; left /= 4)
        fft->radix[fft->passes++] = 4;
    if (left == 2)
        fft->radix[fft->passes++] = 2;
    fft->roots = roots;
    for (k = 0; k < n; k++) {
        double angle = 6.283185307179586476925 * (double)k / (double)n;
        roots[2 * k] = (REAL)cos(angle);
        roots[2 * k + 1] = (REAL)-sin(angle);
    }
}

#define FFT_READ(name, index)                                                                   \
    VEC name##_re = from.re[(index) * from.step], name##_im = from.im[(index) * from.step]
#define FFT_WRITE(index, real, imaginary)                                                       \
    do {                                                                                        \
        to.re[(index) * to.step] = (real);                                                      \
        to.im[(index) * to.step] = (imaginary);                                                 \
    } while (0)
/* Write a number times root number k; `turn` is 0 where that root is 1. */
#define FFT_TURN(index, k, real, imaginary)                                                     \
    do {                                                                                        \
        VEC one_ = (real), two_ = (imaginary);                                                  \
        if (turn) {                                                                             \
            REAL cos_ = roots[2 * (k)], sin_ = roots[2 * (k) + 1];                              \
            FFT_WRITE(index, one_ * cos_ - two_ * sin_, one_ * sin_ + two_ * cos_);             \
        } else                                                                                  \
            FFT_WRITE(index, one_, two_);                                                       \
    } while (0)

/* The butterflies of one p of a pass: `done` sequences interleaved, `apart` numbers of distance
 * p * done + q and its partners. */
DLQA_INLINE void NAME(fft_radix4)(struct NAME(line) from, struct NAME(line) to, const REAL *roots,
                                  ptrdiff_t p, ptrdiff_t done, ptrdiff_t apart, int turn)
{
    ptrdiff_t q;
    for (q = p * done; q < (p + 1) * done; q++) {
        ptrdiff_t out = q + 3 * p * done;
        FFT_READ(a, q);
        FFT_READ(b, q + apart);
        FFT_READ(c, q + 2 * apart);
        FFT_READ(d, q + 3 * apart);
        VEC e_re = a_re + c_re, e_im = a_im + c_im, f_re = a_re - c_re, f_im = a_im - c_im;
        VEC g_re = b_re + d_re, g_im = b_im + d_im, h_re = b_re - d_re, h_im = b_im - d_im;
        FFT_WRITE(out, e_re + g_re, e_im + g_im);
        FFT_TURN(out + done, p * done, f_re + h_im, f_im - h_re);
        FFT_TURN(out + 2 * done, 2 * p * done, e_re - g_re, e_im - g_im);
        FFT_TURN(out + 3 * done, 3 * p * done, f_re - h_im, f_im + h_re);
    }
}

DLQA_INLINE void NAME(fft_radix3)(struct NAME(line) from, struct NAME(line) to, const REAL *roots,
                                  ptrdiff_t p, ptrdiff_t done, ptrdiff_t apart, int turn)
{
    const REAL half = (REAL)0.5, sine = (REAL)0.866025403784438646763723;
    ptrdiff_t q;
    for (q = p * done; q < (p + 1) * done; q++) {
        ptrdiff_t out = q + 2 * p * done;
        FFT_READ(a, q);
        FFT_READ(b, q + apart);
        FFT_READ(c, q + 2 * apart);
        VEC e_re = b_re + c_re, e_im = b_im + c_im;
        VEC f_re = a_re - e_re * half, f_im = a_im - e_im * half;
        VEC g_re = (b_re - c_re) * sine, g_im = (b_im - c_im) * sine;
        FFT_WRITE(out, a_re + e_re, a_im + e_im);
        FFT_TURN(out + done, p * done, f_re + g_im, f_im - g_re);
        FFT_TURN(out + 2 * done, 2 * p * done, f_re - g_im, f_im + g_re);
    }
}

DLQA_INLINE void NAME(fft_radix2)(struct NAME(line) from, struct NAME(line) to, const REAL *roots,
                                  ptrdiff_t p, ptrdiff_t done, ptrdiff_t apart, int turn)
{
    ptrdiff_t q;
    for (q = p * done; q < (p + 1) * done; q++) {
        ptrdiff_t out = q + p * done;
        FFT_READ(a, q);
        FFT_READ(b, q + apart);
        FFT_WRITE(out, a_re + b_re, a_im + b_im);
        FFT_TURN(out + done, p * done, a_re - b_re, a_im - b_im);
    }
}

static void NAME(fft_pass)(const struct NAME(fft) *fft, int radix, ptrdiff_t done,
                           struct NAME(line) from, struct NAME(line) to)
{
    ptrdiff_t p, apart = fft->n / radix, count = apart / done;
    const REAL *roots = fft->roots;
    if (radix == 4) {
        NAME(fft_radix4)(from, to, roots, 0, done, apart, 0);
        for (p = 1; p < count; p++)
            NAME(fft_radix4)(from, to, roots, p, done, apart, 1);
    } else if (radix == 3) {
        NAME(fft_radix3)(from, to, roots, 0, done, apart, 0);
        for (p = 1; p < count; p++)
            NAME(fft_radix3)(from, to, roots, p, done, apart, 1);
    } else {
        NAME(fft_radix2)(from, to, roots, 0, done, apart, 0);
        for (p = 1; p < count; p++)
            NAME(fft_radix2)(from, to, roots, p, done, apart, 1);
    }
}

/* Transform n numbers, by way of two buffers of 2 n vectors; from and to may be the same. */
static void NAME(fft_run)(const struct NAME(fft) *fft, struct NAME(line) from, struct NAME(line) to,
                          VEC *const buffer[2])
{
    ptrdiff_t done = 1;
    int pass;
    if (fft->passes == 0)
        FFT_WRITE(0, from.re[0], from.im[0]);
    for (pass = 0; pass < fft->passes; pass++) {
        struct NAME(line) next = to;
        if (pass < fft->passes - 1) {
            next.re = buffer[pass % 2];
            next.im = next.re + 1;
            next.step = 2;
        }
        NAME(fft_pass)(fft, fft->radix[pass], done, from, next);
        done *= fft->radix[pass];
        from = next;
    }
}
