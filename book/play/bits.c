/*
 * Chapter 5's quantizers on the weights that the page has put here.
 */
#include "quantizer.h"

#include "export.h"

static arena memory;
static matrix weights, rounded;
static quantizer grid;

/* Room for n weights. */
EXPORT real *bits_weights(int n)
{
    arena_free(&memory);
    weights = matrix_new(&memory, 1, n);
    rounded = matrix_new(&memory, 1, n);
    return weights.data;
}

/* The schemes of chapter 5 that are a grid: the report's, cut off or rounded, then those of
   quantizer_kind, for the range of the weights. Returns the weights on the grid. */
EXPORT real *bits_round(int scheme, int bits)
{
    enum { REPORT, ROUNDED, KINDS };
    double low = 0, high = 0;
    for (int i = 0; i < weights.cols; i++) {
        double w = (double)weights.data[i];
        low = w < low ? w : low;
        high = w > high ? w : high;
    }
    grid = scheme < KINDS
               ? quantizer_report(bits, scheme == REPORT)
               : quantizer_new((quantizer_kind)(scheme - KINDS), bits, low, high);
    fake_quantize(&grid, rounded.data, weights.data, matrix_size(weights));
    return rounded.data;
}

EXPORT double bits_scale(void)
{
    return grid.scale;
}

EXPORT double bits_low(void)
{
    return quantizer_low(&grid);
}

EXPORT double bits_high(void)
{
    return quantizer_high(&grid);
}
