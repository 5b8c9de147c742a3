"""What this processor can run, and how fast at most."""

from libc.stdint cimport int64_t, uint64_t

from dlqa_core._cython._variants cimport (
    DLQA_VARIANTS,
    chosen_variant,
    dlqa_can_run,
    dlqa_variant_names,
)

cdef extern from "processor/peaks.h" nogil:
    struct peaks:
        double (*fma_f32)(int64_t rounds) noexcept nogil
        double (*fma_f64)(int64_t rounds) noexcept nogil
        double (*bit_cells)(int64_t rounds) noexcept nogil
        double (*read)(const uint64_t *words, int64_t count, int64_t rounds) noexcept nogil
    const peaks *peaks_table(int variant)


def variants():
    """Names of the variants of the kernels that were built and can run here, plainest first."""
    return tuple(dlqa_variant_names[v].decode() for v in range(DLQA_VARIANTS) if dlqa_can_run(v))


def variant():
    """Name of the variant that runs: the one that DLQA_SIMD names, or the best."""
    return dlqa_variant_names[chosen_variant()].decode()


def fma_f32(int64_t rounds):
    """Floating-point operations done by `rounds` of multiply-adds in float32 registers."""
    cdef int v = chosen_variant()
    cdef double done
    with nogil:
        done = peaks_table(v).fma_f32(rounds)
    return done


def fma_f64(int64_t rounds):
    """Floating-point operations done by `rounds` of multiply-adds in float64 registers."""
    cdef int v = chosen_variant()
    cdef double done
    with nogil:
        done = peaks_table(v).fma_f64(rounds)
    return done


def bit_cells(int64_t rounds):
    """Cells of the edit-distance table that `rounds` of bit-parallel steps stand for."""
    cdef int v = chosen_variant()
    cdef double done
    with nogil:
        done = peaks_table(v).bit_cells(rounds)
    return done


def read(const uint64_t[::1] words, int64_t rounds):
    """Bytes read by going through `words` (a multiple of 64 of them) `rounds` times."""
    cdef int v = chosen_variant()
    cdef double done
    with nogil:
        done = peaks_table(v).read(&words[0], words.shape[0], rounds)
    return done
