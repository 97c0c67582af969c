/*
 * Convolution: the same small window of weights looks at every place of an image.
 *
 * An image inside a convolutional network is a volume: `channels` planes of height x width
 * numbers. It fills one column of a matrix, plane after plane and line after line: number (c, y,
 * x) is row (c * height + y) * width + x, PyTorch's order, so that "flatten" is nothing to be
 * done. A batch of m images is a matrix with a column for each, as everywhere in this book.
 *
 * With kernel size K, padding p (so many zeros around each plane) and a step of 1,
 *
 *     z[o][y][x] = b[o] + sum over c, i, j of w[o][c][i][j] * in[c][y + i - p][x + j - p]
 *
 * for i and j from 0 to K-1. That is what every library calls a convolution; in mathematics it
 * is a cross-correlation. The output has height + 2p - K + 1 lines. The weights are a matrix of
 * out channels x (in channels * K * K): one row for each window, like the unit of a dense layer.
 */
#ifndef CONVOLUTION_H
#define CONVOLUTION_H

#include "matrix.h"

typedef struct volume {
    int channels, height, width;
} volume;

/* Numbers in one plane, and in all. */
static inline int volume_plane(volume v)
{
    return v.height * v.width;
}

static inline int volume_size(volume v)
{
    return v.channels * volume_plane(v);
}

/*
 * What a convolution needs beside its weights: who reads what, found out once.
 *
 * row[p * depth + k] is the row of the matrix that tap k reads for pixel p; -1 stands for padding.
 * From a pixel to the next in its line, taps move on to the next row. So the numbers that a tap
 * reads for several pixels, and all their images, lie side by side; same[p] is the number of
 * pixels, from p on, for which that holds. last[p] is the largest of pixel p's rows.
 */
typedef struct tap_list {
    int pixels, depth;
    int *row;         /* pixels x depth */
    int *same, *last; /* pixels */
} tap_list;

/* Forward, depth is in.channels * K * K and the pixels are those of z. The way back is a
   convolution as well: the pixels are those of x, and taps read dz. */
typedef struct convolution {
    volume in, out;
    int kernel, padding;
    int depth; /* of the weights: forward.depth */
    tap_list forward, back;
    real *zeros;   /* what a tap on padding reads, and a bias that there is not */
    matrix turned; /* in channels x back.depth: the weights as the way back reads them */
    matrix sums;   /* slices x weights: parts of the weights' gradient */
} convolution;

/* For batches of up to `images`. Memory comes from the arena. The kernel must fit into the padded
   image. */
convolution convolution_new(arena *a, volume in, int channels, int kernel, int padding,
                            int images);

/* z = W * x + b, as the formula above has it; b without data stands for zeros. x is
   volume_size(in) x m, z is volume_size(out) x m, w is out channels x depth, b out channels x 1. */
void convolve_naive(matrix z, const convolution *c, matrix w, matrix x, matrix b);
/* The derivatives of the same formula: dw += from dz and x, dx = from dz and w. */
void convolve_naive_back(matrix dw, matrix dx, const convolution *c, matrix w, matrix x,
                         matrix dz);

/* The same, fast. */
void convolve(matrix z, const convolution *c, matrix w, matrix x, matrix b);
/* Of z, with a column for each pixel and image, pixel by pixel, the columns col .. end - 1. A
   channel's go to z_step numbers after the last one's; w and b may have some channels only. */
void convolve_columns(real *z, size_t z_step, const convolution *c, matrix w, matrix x,
                      matrix b, size_t col, size_t end);
void convolve_weights(matrix dw, convolution *c, matrix dz, matrix x); /* dw += */
void convolve_inputs(matrix dx, convolution *c, matrix w, matrix dz);  /* dx = */

#endif
