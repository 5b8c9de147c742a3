"""What this processor can run."""

from dlqa_core._cython._variants cimport (
    DLQA_VARIANTS,
    chosen_variant,
    dlqa_can_run,
    dlqa_variant_names,
)


def variants():
    """Names of the variants of the kernels that were built and can run here, plainest first."""
    return tuple(dlqa_variant_names[v].decode() for v in range(DLQA_VARIANTS) if dlqa_can_run(v))


def variant():
    """Name of the variant that runs: the one that DLQA_SIMD names, or the best."""
    return dlqa_variant_names[chosen_variant()].decode()
