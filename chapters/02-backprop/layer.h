/*
 * A layer: two functions over matrices that it does not own, and what it can learn.
 *
 * Forward: y = f(x). Backward: given dy, the gradient of the loss with respect to each number
 * of y, it computes dx, the same for x, by the chain rule, and adds to the gradient of each
 * of its parameters. x is inputs x m, y and dy are outputs x m, dx is inputs x m; m is the
 * number of images in the batch.
 *
 * A new kind of layer is a new layer_type in a file of its own; nothing else has to know.
 */
#ifndef LAYER_H
#define LAYER_H

#include <stdbool.h>

#include "matrix.h"
#include "image_tiles.h"
#include "sparse_images.h"

/* Something learned: it stands once in the network's list, which optimizers, weight files
   and gradient checks walk without knowing what a layer is. */
typedef struct parameter {
    char name[48];   /* "layers.0.weight", as PyTorch would say */
    matrix value;    /* rows x cols numbers, contiguous */
    matrix gradient; /* of the loss with respect to each of them; same shape */
    int rank;        /* of the tensor in a weight file: 2 for weights, 1 for a bias */
    size_t shape[4]; /* its dimensions; their product is rows * cols */
    bool decays;     /* whether weight decay pulls on it: weights yes, biases no */
    int fan_in;      /* inputs that one output sums over: scales the first weights */
    double start;    /* what the first values lie around: 0, unless set */
} parameter;

/* Images that were not unpacked: as lists, column j of the batch being image which[j], or in
   tiles, column j being image first + j. */
typedef struct sparse_batch {
    const sparse_images *lists; /* NULL: none */
    const int *which;
    const image_tiles *tiles; /* NULL: none */
    int first;
} sparse_batch;

typedef struct layer layer;

typedef struct layer_type {
    const char *name; /* "dense" */
    void (*forward)(layer *l, matrix x, matrix y, bool training);
    /* dx.data is NULL when nobody wants dx: the first layer's x are the images. */
    void (*backward)(layer *l, matrix x, matrix y, matrix dy, matrix dx);
    /* The same for a first layer that reads lists or tiles of ink; NULL if it cannot. */
    void (*forward_sparse)(layer *l, sparse_batch x, matrix y);
    void (*backward_sparse)(layer *l, sparse_batch x, matrix dy);
} layer_type;

struct layer {
    const layer_type *type;
    int inputs, outputs;   /* rows of x and of y */
    parameter *parameters; /* its stretch of the network's list */
    int parameter_count;
    void *state; /* the layer type's own, in the network's arena; NULL for none */
};

/* y = W x + b. Parameters: weight (outputs x inputs), bias (outputs x 1). With z = y,
   dW = dy x^T, db = sum of dy's columns, dx = W^T dy. */
extern const layer_type dense_layer;
enum { DENSE_WEIGHT, DENSE_BIAS, DENSE_PARAMETERS };
enum { DENSE_FEW_UNITS = TILE_UNITS }; /* up to so many, tiles are faster than lists */
/* What a dense layer needs in order to read lists and, with few units, tiles: its state. */
void *dense_scratch_new(arena *a, int units, int pixels);

/* y = max(0, x), element by element: dx = dy where y > 0, else 0. */
extern const layer_type relu_layer;

#endif
