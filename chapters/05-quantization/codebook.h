/*
 * A codebook: up to 2^bits numbers that need not be equally spaced. A weight becomes the
 * nearest of them, and is stored as its place in the book.
 *
 *     k-means        the numbers that leave the smallest sum of (v - v')^2, as far as Lloyd's
 *                    iteration finds them (Lloyd 1957; for weights: Han, Mao and Dally 2016).
 *                    It starts with equally spaced ones, and ends when no number moves
 *     powers of two  0 and +-2^e, for 2^(bits-1) - 1 exponents from that of the largest |v|
 *                    downwards: to multiply by one of them is a shift
 */
#ifndef CODEBOOK_H
#define CODEBOOK_H

#include "quantizer.h"

enum { CODEBOOK_MAX = 1 << QUANTIZER_MAX_BITS };

typedef struct codebook {
    int size;
    real levels[CODEBOOK_MAX]; /* rising */
} codebook;

codebook codebook_k_means(int bits, const real *v, size_t n);
codebook codebook_powers_of_two(int bits, const real *v, size_t n);

/* The place of the level nearest to v; of two that are equally near, the lower. */
int codebook_nearest(const codebook *b, real v);

#endif
