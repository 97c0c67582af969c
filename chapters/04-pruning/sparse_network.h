/*
 * A trained network as it is to be used: the same layers, with other kernels for the weights.
 *
 * What comes out is a network like any other, as far as using it goes: network_predictor,
 * evaluate_network and image_source_new take it as it is. It cannot be trained. Dense layers
 * are copied into the storage that their kernel reads; layers of any other kind are run from
 * where they are, so `net` must outlive it, unchanged.
 */
#ifndef SPARSE_NETWORK_H
#define SPARSE_NETWORK_H

#include "network.h"

typedef enum kernel {
    DENSE_KERNEL, /* every weight: dots for one image, chapter 1's tiles for a batch */
    CSR_KERNEL,   /* skips the zeros of W, for one image and for a batch */
    SPARSE_KERNEL, /* for one image by columns, skipping the zeros of W and x; a batch as CSR */
    KERNELS
} kernel;

/* For batches of up to `capacity` images, no more than net->capacity. A weight matrix of more
   than SPARSE_MAX_COLUMNS columns is for the dense kernel alone. */
network *sparse_network_new(network *net, kernel how, int capacity);

#endif
