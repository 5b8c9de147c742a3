/* One direction of a convolution, written as a correlation with stride 1.
 *
 * A stride of s is taken out by splitting the source into s phases: phase f holds the entries f,
 * f + s, f + 2s, ... Every tap then reads consecutive entries of one phase, so the kernels know of
 * no stride and no dilation: a tap is an offset into the scratch where the phases lie.
 *
 * The gradient of the input has the stride the other way round: its entries fall into phases, and
 * to each of them belong the taps that can reach it. Each phase is one correlation of its own.
 */
#ifndef DLQA_CONV_AXES_H
#define DLQA_CONV_AXES_H

#include <stddef.h>

struct axis_tap {
    ptrdiff_t weight; /* its index in the filter */
    ptrdiff_t slot;   /* which of the stored phases it reads */
    ptrdiff_t shift;  /* result o reads entry o + shift of that phase */
};

struct axis {
    ptrdiff_t count;        /* results */
    ptrdiff_t first, step;  /* result o lies at first + o * step */
    ptrdiff_t size, stride; /* of the source */
    ptrdiff_t slots;        /* phases that are stored */
    ptrdiff_t low, span;    /* shifts are low .. low + span */
    ptrdiff_t shared;       /* zeros that end one line and begin the next */
    ptrdiff_t taps;
    struct axis_tap *tap;
};

static inline ptrdiff_t floor_div(ptrdiff_t a, ptrdiff_t b)
{
    return a / b - (a % b < 0);
}

static inline ptrdiff_t ceil_div(ptrdiff_t a, ptrdiff_t b)
{
    return -floor_div(-a, b);
}

static inline ptrdiff_t least(ptrdiff_t a, ptrdiff_t b)
{
    return a < b ? a : b;
}

static inline ptrdiff_t most(ptrdiff_t a, ptrdiff_t b)
{
    return a > b ? a : b;
}

/* The phase in a slot: all phases in order, or just those of the taps where these are fewer. */
static inline ptrdiff_t slot_phase(const struct axis *a, ptrdiff_t slot, ptrdiff_t gap,
                                   ptrdiff_t pad)
{
    ptrdiff_t offset = slot * gap - pad;
    return a->slots == a->stride ? slot : offset - floor_div(offset, a->stride) * a->stride;
}

/* Fill in low, span and shared from the taps. */
static inline void measure_axis(struct axis *a)
{
    ptrdiff_t t, high, after;
    a->low = high = a->tap[0].shift;
    for (t = 1; t < a->taps; t++) {
        a->low = least(a->low, a->tap[t].shift);
        high = most(high, a->tap[t].shift);
    }
    a->span = high - a->low;
    after = a->count + high - ceil_div(a->size, a->stride);
    a->shared = most(0, least(a->span, least(-a->low, after)));
}

/* Of the convolution itself and of the gradient of its weights. */
static inline void forward_axis(struct axis *a, ptrdiff_t size, ptrdiff_t taps, ptrdiff_t count,
                                ptrdiff_t stride, ptrdiff_t pad, ptrdiff_t gap)
{
    ptrdiff_t t;
    a->count = count;
    a->first = 0;
    a->step = 1;
    a->size = size;
    a->stride = stride;
    a->slots = least(stride, taps);
    a->taps = taps;
    for (t = 0; t < taps; t++) {
        ptrdiff_t offset = t * gap - pad, shift = floor_div(offset, stride);
        a->tap[t].weight = t;
        a->tap[t].slot = a->slots == stride ? offset - shift * stride : t;
        a->tap[t].shift = shift;
    }
    measure_axis(a);
}

/* Of the gradient of the input: its phase that tap `which` reaches. Returns 0 if an earlier tap
 * reaches the same phase or if no entry of the input is in it. */
static inline int backward_axis(struct axis *a, ptrdiff_t which, ptrdiff_t size, ptrdiff_t taps,
                                ptrdiff_t count, ptrdiff_t stride, ptrdiff_t pad, ptrdiff_t gap)
{
    ptrdiff_t t, phase = which * gap % stride, first = ceil_div(pad - phase, stride);
    a->first = first * stride + phase - pad;
    a->step = stride;
    a->count = ceil_div(size - a->first, stride);
    a->size = count;
    a->stride = 1;
    a->slots = 1;
    a->taps = 0;
    for (t = 0; t < taps; t++)
        if (t * gap % stride == phase) {
            if (t < which)
                return 0;
            a->tap[a->taps].weight = t;
            a->tap[a->taps].slot = 0;
            a->tap[a->taps].shift = first + (phase - t * gap) / stride;
            a->taps++;
        }
    measure_axis(a);
    return a->count > 0;
}

#endif
