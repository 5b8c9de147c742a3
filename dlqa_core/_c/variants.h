/* One kernel, several instruction sets: which of them were built and which one runs.
 *
 * setup.py compiles each dlqa_core/_c/MODULE/NAME.c once per variant, with
 *   DLQA_VARIANT       scalar, baseline, v3 or v4
 *   DLQA_VECTOR_BYTES  0, 16, 32 or 64
 * Such a file keeps everything static and exports one table of functions,
 *
 *     const struct NAME VARIANT(NAME) = { gemm, transform };
 *
 * The extension module, built with DLQA_HAS_BASELINE, _V3 and _V4 as they apply, picks a table
 * at run time by the processor, or by the environment variable DLQA_SIMD if that is set:
 *
 *     DLQA_TABLES(NAME)                      declares them and defines NAME_table(variant)
 *     NAME_table(dlqa_variant())->gemm(...)
 *
 * scalar is plain C11 without any extension: the only variant where the compiler is not gcc or
 * clang, and tested everywhere all the same. baseline has vectors of 16 bytes (SSE2, NEON), v3
 * of 32 (x86-64-v3: AVX2, FMA, BMI), v4 of 64 (x86-64-v4: AVX-512 F, BW, CD, DQ, VL).
 *
 * Only pointers and plain numbers may cross from one variant to another: the way in which a
 * vector is passed by value depends on the instruction set.
 */
#ifndef DLQA_VARIANTS_H
#define DLQA_VARIANTS_H

#include <stdlib.h>
#include <string.h>

#define DLQA_JOIN_(a, b) a##_##b
#define DLQA_JOIN(a, b) DLQA_JOIN_(a, b)
#define VARIANT(name) DLQA_JOIN(name, DLQA_VARIANT)

enum dlqa_variants { DLQA_SCALAR, DLQA_BASELINE, DLQA_V3, DLQA_V4, DLQA_VARIANTS };

#ifdef DLQA_HAS_BASELINE
#define DLQA_IF_BASELINE(yes, no) yes
#else
#define DLQA_IF_BASELINE(yes, no) no
#endif
#ifdef DLQA_HAS_V3
#define DLQA_IF_V3(yes, no) yes
#else
#define DLQA_IF_V3(yes, no) no
#endif
#ifdef DLQA_HAS_V4
#define DLQA_IF_V4(yes, no) yes
#else
#define DLQA_IF_V4(yes, no) no
#endif

/* Declare the tables of one kernel file and define how to get one of them; a variant that was
 * not built gives the scalar one, but dlqa_variant() never names such a variant. */
#define DLQA_TABLES(name)                                                                       \
    extern const struct name DLQA_JOIN(name, scalar);                                           \
    DLQA_IF_BASELINE(extern const struct name DLQA_JOIN(name, baseline);, )                     \
    DLQA_IF_V3(extern const struct name DLQA_JOIN(name, v3);, )                                 \
    DLQA_IF_V4(extern const struct name DLQA_JOIN(name, v4);, )                                 \
    static inline const struct name *name##_table(int variant)                                  \
    {                                                                                           \
        DLQA_IF_BASELINE(if (variant == DLQA_BASELINE) return &DLQA_JOIN(name, baseline);, )    \
        DLQA_IF_V3(if (variant == DLQA_V3) return &DLQA_JOIN(name, v3);, )                      \
        DLQA_IF_V4(if (variant == DLQA_V4) return &DLQA_JOIN(name, v4);, )                      \
        (void)variant;                                                                          \
        return &DLQA_JOIN(name, scalar);                                                        \
    }

static const char *const dlqa_variant_names[DLQA_VARIANTS] = {"scalar", "baseline", "v3", "v4"};

/* Whether a variant was built and this processor can run it. */
static inline int dlqa_can_run(int variant)
{
    switch (variant) {
    case DLQA_SCALAR:
        return 1;
#ifdef DLQA_HAS_BASELINE
    case DLQA_BASELINE:
        return 1;
#endif
#ifdef DLQA_HAS_V3
    case DLQA_V3:
        __builtin_cpu_init();
        return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
               __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2") &&
               __builtin_cpu_supports("popcnt")
#if !defined(__clang__) && __GNUC__ >= 11 /* others do not know these names */
               && __builtin_cpu_supports("lzcnt") && __builtin_cpu_supports("movbe") &&
               __builtin_cpu_supports("f16c")
#endif
            ;
#endif
#ifdef DLQA_HAS_V4
    case DLQA_V4:
        return dlqa_can_run(DLQA_V3) && __builtin_cpu_supports("avx512f") &&
               __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512cd") &&
               __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
#endif
    default:
        return 0;
    }
}

/* The best variant that this processor can run. */
static inline int dlqa_best_variant(void)
{
    int variant = DLQA_VARIANTS - 1;
    while (!dlqa_can_run(variant))
        variant--;
    return variant;
}

/* The variant to run: what DLQA_SIMD names (unset, empty and auto: the best); -1 if that is no
 * name of a variant or one that cannot run here. Call it with the GIL held, under which Python
 * changes the environment, and once per call of a public function. */
static inline int dlqa_variant(void)
{
    static int best = -1; /* every thread would write the same value */
    const char *wanted = getenv("DLQA_SIMD");
    int variant;
    if (best < 0)
        best = dlqa_best_variant();
    if (wanted == NULL || wanted[0] == '\0' || strcmp(wanted, "auto") == 0)
        return best;
    for (variant = 0; variant < DLQA_VARIANTS; variant++)
        if (strcmp(wanted, dlqa_variant_names[variant]) == 0)
            return dlqa_can_run(variant) ? variant : -1;
    return -1;
}

#endif
