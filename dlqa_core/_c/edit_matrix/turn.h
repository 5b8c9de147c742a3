/* Bytes of a matrix, rows for columns. */

#if defined(__SSE2__)
#include <emmintrin.h>

/* Sixteen rows of sixteen. To interleave the first half of the rows with the second moves each
 * byte where its address, turned by one bit, says; four times that, and row and column have
 * changed places. */
static void turn_block(const uint8_t *from, int64_t stride, uint8_t *to, int64_t pitch)
{
    __m128i a[16], b[16];
    int i, round;
    for (i = 0; i < 16; i++)
        a[i] = _mm_loadu_si128((const __m128i *)(from + i * stride));
    for (round = 0; round < 2; round++) {
        for (i = 0; i < 8; i++) {
            b[2 * i] = _mm_unpacklo_epi8(a[i], a[i + 8]);
            b[2 * i + 1] = _mm_unpackhi_epi8(a[i], a[i + 8]);
        }
        for (i = 0; i < 8; i++) {
            a[2 * i] = _mm_unpacklo_epi8(b[i], b[i + 8]);
            a[2 * i + 1] = _mm_unpackhi_epi8(b[i], b[i + 8]);
        }
    }
    for (i = 0; i < 16; i++)
        _mm_storeu_si128((__m128i *)(to + i * pitch), a[i]);
}
#else
static void turn_block(const uint8_t *from, int64_t stride, uint8_t *to, int64_t pitch)
{
    int64_t i, j;
    for (i = 0; i < 16; i++)
        for (j = 0; j < 16; j++)
            to[i * pitch + j] = from[j * stride + i];
}
#endif

/* to[slot][row] = from[row][slot], in steps of sixteen: both have room for that. */
static void turn(const uint8_t *from, int64_t slots, int64_t rows, uint8_t *to, int64_t pitch)
{
    int64_t row, slot;
    for (row = 0; row < rows; row += 16)
        for (slot = 0; slot < slots; slot += 16)
            turn_block(from + row * slots + slot, slots, to + slot * pitch + row, pitch);
}
