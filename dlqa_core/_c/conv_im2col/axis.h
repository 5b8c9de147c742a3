/* Which input positions a block of outputs needs, along one axis, and where they are kept.
 *
 * Output i sees positions i*stride + t*dilation, t = 0..taps-1 (counted from the edge of the
 * padding). Positions of one remainder modulo the stride are kept side by side, as a run: then
 * what tap t shows to outputs 0, 1, 2, ... lies side by side too, whatever the stride. Taps whose
 * positions overlap or touch share a run, so nothing is kept twice and no gap is kept at all.
 *
 *     stride 2, 3 taps, 4 outputs     positions  0 2 4 6 8 | 1 3 5 7
 *                                     tap[]      0 for t = 0, 5 for t = 1, 1 for t = 2
 */
#ifndef DLQA_CONV_AXIS_H
#define DLQA_CONV_AXIS_H

#include <stddef.h>
#include <stdlib.h>

struct run {
    ptrdiff_t first, count; /* positions first, first + stride, ... */
    ptrdiff_t at;           /* are kept from here on */
};

struct axis {
    ptrdiff_t outputs, stride, length; /* length: positions kept, of all runs */
    ptrdiff_t runs;
    struct run *run;
    ptrdiff_t *tap;    /* where tap t of output 0 is kept */
    ptrdiff_t *joined; /* in which run */
};

/* The run that tap number t joins: the last one of its remainder if it reaches that far. */
static ptrdiff_t axis_join(const struct axis *axis, ptrdiff_t position)
{
    ptrdiff_t r;
    for (r = axis->runs - 1; r >= 0; r--) {
        ptrdiff_t ahead = position - axis->run[r].first;
        if (ahead % axis->stride == 0)
            return ahead / axis->stride <= axis->run[r].count ? r : axis->runs;
    }
    return axis->runs;
}

static int axis_plan(struct axis *axis, ptrdiff_t outputs, ptrdiff_t taps, ptrdiff_t stride,
                     ptrdiff_t dilation)
{
    ptrdiff_t t, r;
    axis->outputs = outputs;
    axis->stride = stride;
    axis->length = axis->runs = 0;
    axis->run = (struct run *)malloc((size_t)taps * (sizeof(struct run) + 2 * sizeof(ptrdiff_t)));
    if (axis->run == NULL)
        return -1;
    axis->tap = (ptrdiff_t *)(axis->run + taps);
    axis->joined = axis->tap + taps;
    for (t = 0; t < taps; t++) {
        r = axis->joined[t] = axis_join(axis, t * dilation);
        if (r == axis->runs)
            axis->run[axis->runs++].first = t * dilation;
        axis->tap[t] = (t * dilation - axis->run[r].first) / stride;
        axis->run[r].count = axis->tap[t] + outputs;
    }
    for (r = 0; r < axis->runs; r++) {
        axis->run[r].at = axis->length;
        axis->length += axis->run[r].count;
    }
    for (t = 0; t < taps; t++)
        axis->tap[t] += axis->run[axis->joined[t]].at;
    return 0;
}

static void axis_free(struct axis *axis)
{
    free(axis->run);
}

#endif
