#include "codebook.h"

#include <tgmath.h>

int codebook_nearest(const codebook *b, real v)
{
    int first = 0, last = b->size - 1; /* the nearest is one of these */
    while (first < last) {
        int middle = (first + last) / 2;
        if (v - b->levels[middle] <= b->levels[middle + 1] - v)
            last = middle;
        else
            first = middle + 1;
    }
    return first;
}

/* Moves each level to the mean of the numbers that are nearest to it; whether any moved. */
static bool improve(codebook *b, const real *v, size_t n)
{
    /* Your code here. */
    return false;
}

codebook codebook_k_means(int bits, const real *v, size_t n)
{
    enum { ROUNDS = 200 }; /* enough to come to rest, or so close that it does not matter */
    codebook b = {.size = 1 << bits};
    real low = 0, high = 0;
    for (size_t i = 0; i < n; i++) {
        low = fmin(low, v[i]);
        high = fmax(high, v[i]);
    }
    for (int k = 0; k < b.size; k++)
        b.levels[k] = low + (high - low) * ((real)k / (real)(b.size - 1));
    for (int round = 0; round < ROUNDS && improve(&b, v, n); round++)
        continue;
    return b;
}

codebook codebook_powers_of_two(int bits, const real *v, size_t n)
{
    int exponents = (1 << (bits - 1)) - 1;
    codebook b = {.size = 2 * exponents + 1};
    real largest = 0;
    for (size_t i = 0; i < n; i++)
        largest = fmax(largest, fabs(v[i]));
    int top = largest > 0 ? (int)rint(log2(largest)) : 0;
    for (int k = 0; k < exponents; k++) {
        b.levels[k] = -(real)ldexp(1.0, top - k);
        b.levels[b.size - 1 - k] = (real)ldexp(1.0, top - k);
    }
    return b;
}
