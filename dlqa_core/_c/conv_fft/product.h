/* One complex matrix product per frequency, sums of A(i, r) * conj(B(r, j)). Included once per
 * type.
 */

/* What one call multiplies. Number (i, r) of A is i * block_r + r. Where lanes are values of j,
 * it is one number, the same for all lanes; where they are groups, a vector. */
struct NAME(factors) {
    const VEC *a, *b;
    VEC *m;
    ptrdiff_t frequencies, rows, depth, vectors; /* of f, i, r; vectors of j */
    ptrdiff_t step_a, step_b;      /* vectors from one frequency to the next */
    ptrdiff_t imaginary;           /* vectors from the real to the imaginary parts of A */
    ptrdiff_t next_b;              /* vectors of B from one vector of j to the next */
    int add;                       /* to what is in m */
    REAL sign;                     /* -1: the conjugate of the result */
};

#define PRODUCT_STEP(n)                                                                         \
    do {                                                                                        \
        re##n += A_REAL(n) * b_re;                                                              \
        im##n += A_IMAGINARY(n) * b_re;                                                         \
        re##n += A_IMAGINARY(n) * b_im;                                                         \
        im##n -= A_REAL(n) * b_im;                                                              \
    } while (0)
#define PRODUCT_STORE(n)                                                                        \
    do {                                                                                        \
        VEC *to_ = m + (n) * next_m;                                                            \
        if (factors->add) {                                                                     \
            to_[0] += re##n;                                                                    \
            to_[1] += im##n * factors->sign;                                                    \
        } else {                                                                                \
            to_[0] = re##n;                                                                     \
            to_[1] = im##n * factors->sign;                                                     \
        }                                                                                       \
    } while (0)

/* Four rows or one of a product at one frequency, for one vector of j. ELEMENT is what A is made
 * of: numbers that are broadcast, or vectors. */
#define PRODUCT(name, ELEMENT)                                                                  \
    DLQA_INLINE void NAME(name##_four)(const struct NAME(factors) * factors, const ELEMENT *a,  \
                                       const ELEMENT *a_im, const VEC *b, VEC *m,               \
                                       ptrdiff_t next_m)                                        \
    {                                                                                           \
        const VEC zero = {0};                                                                   \
        VEC re0 = zero, re1 = zero, re2 = zero, re3 = zero;                                     \
        VEC im0 = zero, im1 = zero, im2 = zero, im3 = zero;                                     \
        ptrdiff_t r, depth = factors->depth;                                                    \
        for (r = 0; r < depth; r++, b += 2) {                                                   \
            VEC b_re = b[0], b_im = b[1];                                                       \
            PRODUCT_STEP(0);                                                                    \
            PRODUCT_STEP(1);                                                                    \
            PRODUCT_STEP(2);                                                                    \
            PRODUCT_STEP(3);                                                                    \
        }                                                                                       \
        PRODUCT_STORE(0);                                                                       \
        PRODUCT_STORE(1);                                                                       \
        PRODUCT_STORE(2);                                                                       \
        PRODUCT_STORE(3);                                                                       \
    }                                                                                           \
    DLQA_INLINE void NAME(name##_one)(const struct NAME(factors) * factors, const ELEMENT *a,   \
                                      const ELEMENT *a_im, const VEC *b, VEC *m,                \
                                      ptrdiff_t next_m)                                         \
    {                                                                                           \
        const VEC zero = {0};                                                                   \
        VEC re0 = zero, im0 = zero;                                                             \
        ptrdiff_t r, depth = factors->depth;                                                    \
        for (r = 0; r < depth; r++, b += 2) {                                                   \
            VEC b_re = b[0], b_im = b[1];                                                       \
            PRODUCT_STEP(0);                                                                    \
        }                                                                                       \
        PRODUCT_STORE(0);                                                                       \
    }                                                                                           \
    static void NAME(name)(const struct NAME(factors) * factors)                                \
    {                                                                                           \
        ptrdiff_t f, i, v, depth = factors->depth, next_m = 2 * factors->vectors;               \
        for (f = 0; f < factors->frequencies; f++) {                                            \
            const ELEMENT *a = (const ELEMENT *)(factors->a + f * factors->step_a);             \
            const ELEMENT *a_im =                                                               \
                (const ELEMENT *)(factors->a + f * factors->step_a + factors->imaginary);       \
            VEC *m = factors->m + f * factors->rows * next_m;                                   \
            for (v = 0; v < factors->vectors; v++) {                                            \
                const VEC *b = factors->b + f * factors->step_b + v * factors->next_b;           \
                for (i = 0; i + 4 <= factors->rows; i += 4)                                     \
                    NAME(name##_four)(factors, a + i * depth, a_im + i * depth, b,              \
                                      m + i * next_m + 2 * v, next_m);                          \
                for (; i < factors->rows; i++)                                                  \
                    NAME(name##_one)(factors, a + i * depth, a_im + i * depth, b,               \
                                     m + i * next_m + 2 * v, next_m);                           \
            }                                                                                   \
        }                                                                                       \
    }

#define A_REAL(n) a[r + (n) * depth]
#define A_IMAGINARY(n) a_im[r + (n) * depth]
PRODUCT(product_of_numbers, REAL)
PRODUCT(product_of_vectors, VEC)
#undef A_REAL
#undef A_IMAGINARY
#undef PRODUCT
#undef PRODUCT_STEP
#undef PRODUCT_STORE
