/* The whole kernel for one type, which REAL, REAL_BYTES, INTEGER and NAME describe. */
#include "conv_fft/lanes.h"
#include "conv_fft/fourier.h"
#include "conv_fft/tiles.h"
#include "conv_fft/product.h"
#include "conv_fft/run.h"

#undef FFT_MOST_PASSES
#undef FFT_READ
#undef FFT_WRITE
#undef FFT_TURN
#undef LANES
#undef VEC
#undef MASK
#undef PICK
#undef LOWER
#undef UPPER
#undef NUMBERS
