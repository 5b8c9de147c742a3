"""Which variant of a kernel to run: see dlqa_core/_c/variants.h."""

cdef extern from "variants.h" nogil:
    int DLQA_VARIANTS
    const char *dlqa_variant_names[]
    int dlqa_variant()
    int dlqa_can_run(int variant)


cdef inline int chosen_variant() except -1:
    """The variant that DLQA_SIMD names, or the best; ValueError if it cannot run here."""
    cdef int variant = dlqa_variant()
    if variant < 0:
        refuse()
    return variant


cdef inline int refuse() except -1:
    import os

    runnable = [dlqa_variant_names[v].decode() for v in range(DLQA_VARIANTS) if dlqa_can_run(v)]
    wanted = os.environ.get("DLQA_SIMD")
    raise ValueError(f"DLQA_SIMD={wanted!r}: expected one of auto, {', '.join(runnable)}")
