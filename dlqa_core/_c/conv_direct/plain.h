/* One number at a time, by the definition. It serves the cases that the fast paths leave out:
 * filters that reach far beyond the images, and numbers that are not finite, since 0 * infinity is
 * not 0: what a tap reads outside of the padded image, or between two rows, must then not be
 * multiplied at all.
 */

static int NAME(is_finite)(REAL value)
{
    return value - value == 0;
}

static int NAME(all_finite)(const REAL *values, ptrdiff_t count)
{
    ptrdiff_t i;
    int bad = 0;
    for (i = 0; i < count; i++)
        bad |= !NAME(is_finite)(values[i]);
    return !bad;
}

/* A number of the image, 0 in the padding. */
static REAL NAME(pixel)(const struct conv_shape *s, const REAL *plane, ptrdiff_t i, ptrdiff_t j)
{
    return i < 0 || i >= s->h || j < 0 || j >= s->w ? 0 : plane[i * s->w + j];
}

/* One number of the convolution. */
static REAL NAME(forward_at)(const struct conv_shape *s, const REAL *x, const REAL *w,
                             ptrdiff_t n, ptrdiff_t k, ptrdiff_t p, ptrdiff_t q)
{
    ptrdiff_t channels = s->c / s->groups, group = k / (s->k / s->groups), c, a, b;
    REAL sum = 0;
    for (c = 0; c < channels; c++)
        for (a = 0; a < s->r; a++)
            for (b = 0; b < s->s; b++)
                sum += w[((k * channels + c) * s->r + a) * s->s + b] *
                       NAME(pixel)(s, x + (n * s->c + group * channels + c) * s->h * s->w,
                                   p * s->stride[0] + a * s->gap[0] - s->pad[0],
                                   q * s->stride[1] + b * s->gap[1] - s->pad[1]);
    return sum;
}

/* One number of the input's gradient. */
static REAL NAME(input_at)(const struct conv_shape *s, const REAL *g, const REAL *w, ptrdiff_t n,
                           ptrdiff_t c, ptrdiff_t i, ptrdiff_t j)
{
    ptrdiff_t channels = s->c / s->groups, filters = s->k / s->groups, k, a, b;
    REAL sum = 0;
    for (a = 0; a < s->r; a++)
        for (b = 0; b < s->s; b++) {
            ptrdiff_t p = i + s->pad[0] - a * s->gap[0], q = j + s->pad[1] - b * s->gap[1];
            if (p % s->stride[0] != 0 || q % s->stride[1] != 0)
                continue;
            p /= s->stride[0];
            q /= s->stride[1];
            if (p < 0 || p >= s->p || q < 0 || q >= s->q)
                continue;
            for (k = c / channels * filters; k < (c / channels + 1) * filters; k++)
                sum += w[((k * channels + c % channels) * s->r + a) * s->s + b] *
                       g[((n * s->k + k) * s->p + p) * s->q + q];
        }
    return sum;
}

/* One number of the weights' gradient. */
static REAL NAME(weight_at)(const struct conv_shape *s, const REAL *g, const REAL *x, ptrdiff_t k,
                            ptrdiff_t c, ptrdiff_t a, ptrdiff_t b)
{
    ptrdiff_t channels = s->c / s->groups, channel = k / (s->k / s->groups) * channels + c, n, p, q;
    REAL sum = 0;
    for (n = 0; n < s->n; n++)
        for (p = 0; p < s->p; p++)
            for (q = 0; q < s->q; q++)
                sum += g[((n * s->k + k) * s->p + p) * s->q + q] *
                       NAME(pixel)(s, x + (n * s->c + channel) * s->h * s->w,
                                   p * s->stride[0] + a * s->gap[0] - s->pad[0],
                                   q * s->stride[1] + b * s->gap[1] - s->pad[1]);
    return sum;
}

static void NAME(plain_forward)(const struct conv_shape *s, const REAL *x, const REAL *w,
                                const REAL *bias, REAL *out)
{
    ptrdiff_t n, k, p, q;
    for (n = 0; n < s->n; n++)
        for (k = 0; k < s->k; k++)
            for (p = 0; p < s->p; p++)
                for (q = 0; q < s->q; q++)
                    *out++ = NAME(forward_at)(s, x, w, n, k, p, q) + (bias ? bias[k] : 0);
}

/* The input's gradient; `border` leaves out the numbers that all taps of the filter reach. */
static void NAME(plain_input)(const struct conv_shape *s, const REAL *g, const REAL *w, REAL *out,
                              int border)
{
    ptrdiff_t n, c, i, j;
    for (n = 0; n < s->n; n++)
        for (c = 0; c < s->c; c++)
            for (i = 0; i < s->h; i++)
                for (j = 0; j < s->w; j++, out++)
                    if (!border || !all_reach(s, 0, i, s->r, s->p) ||
                        !all_reach(s, 1, j, s->s, s->q))
                        *out = NAME(input_at)(s, g, w, n, c, i, j);
}

static void NAME(plain_weight)(const struct conv_shape *s, const REAL *g, const REAL *x, REAL *out)
{
    ptrdiff_t k, c, a, b;
    for (k = 0; k < s->k; k++)
        for (c = 0; c < s->c / s->groups; c++)
            for (a = 0; a < s->r; a++)
                for (b = 0; b < s->s; b++)
                    *out++ = NAME(weight_at)(s, g, x, k, c, a, b);
}
