/*
 * Chapter 4's percentile of the weights that the page has put here.
 */
#include "percentile.h"

#include <math.h>

#include "export.h"

static arena memory;
static matrix weights, sizes, scratch;

/* Room for n weights. */
EXPORT real *percentile_weights(int n)
{
    arena_free(&memory);
    weights = matrix_new(&memory, 1, n);
    sizes = matrix_new(&memory, 1, n);
    scratch = matrix_new(&memory, 1, n);
    return weights.data;
}

/* The size below which p of a hundred of them lie. */
EXPORT double percentile_of_sizes(double p)
{
    for (size_t i = 0; i < matrix_size(weights); i++)
        sizes.data[i] = fabsf(weights.data[i]);
    return percentile(sizes.data, matrix_size(sizes), p, scratch.data);
}
