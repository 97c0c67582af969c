/*
 * The three networks of this chapter, for images of 28 x 28 pixels, and how each is trained
 * unless the command line says otherwise.
 */
#ifndef CNN_H
#define CNN_H

#include <stdio.h>

#include "cnn_layers.h"

typedef enum cnn_kind { PLAIN, BATCHNORM, BEST, CNN_KINDS } cnn_kind;

extern const char *const cnn_names[CNN_KINDS]; /* "plain", "batchnorm", "best" */

/* How a network is trained best, as found on validation images. */
typedef struct recipe {
    const char *schedule;
    double rate, decay;
    int batch;
    double augment; /* how strongly; see augmentation_of */
    int clean;      /* epochs without it, at the end */
} recipe;

extern const recipe cnn_recipes[CNN_KINDS];

enum { CNN_SIDE = 28 }; /* pixels that an image is high, and wide */

/* A network, for batches of up to `capacity` images; weights are still 0. */
network *cnn_new(cnn_kind kind, int capacity);

/* Products of weights and inputs in one forward pass for one image. Each row of a weight matrix
   makes as many outputs as there are outputs to a row. */
size_t layer_products(const layer *l);

/* Layer by layer: shape, parameters, multiplications of a forward pass for one image, and bytes
   of its outputs. */
void cnn_print_summary(FILE *out, const network *net);

#endif
