/*
 * Images as lists of the pixels that have ink, and the two products that need no more.
 *
 * Four fifths of MNIST's pixels are 0. They add nothing to a weighted sum, and nothing to
 * the gradient of a weight, so the first layer of a network can skip them and still compute
 * exactly what it would have. Stored is a matrix of pixels x images in compressed sparse
 * columns (CSC): for image j, entries start[j] .. start[j+1]-1 hold the number of a pixel and
 * its ink, 3 bytes an entry.
 *
 * Both products take the images in any order: column j of a batch is image which[j].
 */
#ifndef SPARSE_IMAGES_H
#define SPARSE_IMAGES_H

#include "dataset.h"
#include "matmul.h"

typedef struct sparse_images {
    int pixels, count;
    uint32_t *start; /* count + 1 */
    uint16_t *pixel; /* start[count] entries: 0 .. pixels-1, rising within an image */
    uint8_t *ink;    /* start[count] entries: 1 .. 255 */
    real value[256]; /* ink / 255 */
} sparse_images;

/* Lists the images of a data set, of at most 65,536 pixels each. */
sparse_images sparse_images_new(arena *a, const dataset *images);

/*
 * Scratch memory for the products with `units` x pixels weights. The weights are needed
 * transposed: block b holds, for each pixel, the weights of VECTOR neighbouring units in one
 * vector, so that an entry of the list is one multiplication of a number and a vector.
 */
typedef struct sparse_scratch {
    int blocks;       /* units / VECTOR, rounded up */
    int slices;       /* parts of a batch whose gradients are summed apart, then together */
    vector *weights;  /* blocks x pixels */
    vector *gradient; /* slices x blocks x pixels */
} sparse_scratch;

sparse_scratch sparse_scratch_new(arena *a, int units, int pixels);

/* z = W X: z units x m, w units x pixels, X the images which[0 .. m-1]. */
void sparse_multiply(matrix z, matrix w, const sparse_images *x, const int *which,
                     sparse_scratch *s);

/* dw = dw + dz X^T: dz units x m, dw units x pixels. */
void sparse_gradient_add(matrix dw, matrix dz, const sparse_images *x, const int *which,
                         sparse_scratch *s);

#endif
