/*
 * A convolution that moves by more than one place at a time.
 *
 *     z[o][y][x] = b[o] + sum over c, i, j of w[o][c][i][j] * in[c][S y + i - p][S x + j - p]
 *
 * is chapter 6's convolution with a step, the stride S. Its output is S times smaller in each
 * direction, so it can take the place of a convolution and a pool, for a quarter of the
 * products if S is 2. Volumes, weights and padding are those of convolution.h.
 */
#ifndef STRIDED_H
#define STRIDED_H

#include "convolution.h"

typedef struct strided {
    volume in, out;
    int kernel, padding, stride;
} strided;

/* How many places a window of `kernel` finds along `size` numbers, with that many zeros at both
   ends and that stride. It stays within the padded line. */
int strided_size(int size, int kernel, int padding, int stride);

strided strided_new(volume in, int channels, int kernel, int padding, int stride);

/* z = W * x + b. x is volume_size(in) x m, z is volume_size(out) x m, w is out channels x (in
   channels * K * K), b out channels x 1, or without data: zeros. */
void convolve_strided(matrix z, const strided *s, matrix w, matrix x, matrix b);

/* dx = the gradient for x, given dz. */
void convolve_strided_inputs(matrix dx, const strided *s, matrix w, matrix dz);

#endif
