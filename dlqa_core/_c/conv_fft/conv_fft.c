/* Convolution by overlap-save FFT, for float and double: the table of one variant.
 *
 * Read plan.h for the idea, then in real.h the parts: fourier.h (FFT of many sequences at once),
 * tiles.h (tiles to spectra and back), product.h (matrix product per frequency), run.h (all of
 * it). docs/kernels/conv_fft.md tells the story.
 */
#include <math.h>
#include <stdlib.h>

#include "conv_fft/conv_fft.h"
#include "conv_fft/plan.h"
#include "threads.h"
#include "vectors.h"

#define REAL float
#define REAL_BYTES 4
#define INTEGER int32_t
#define NAME(name) name##_f32
#include "conv_fft/real.h"
#undef REAL
#undef REAL_BYTES
#undef INTEGER
#undef NAME

#define REAL double
#define REAL_BYTES 8
#define INTEGER int64_t
#define NAME(name) name##_f64
#include "conv_fft/real.h"

const struct conv_fft VARIANT(conv_fft) = {convolve_f32, convolve_f64};
