/*
 * Folding: what a network in use does not need to do again for each image.
 *
 * Once trained, batch normalization multiplies each channel by a constant and adds another, as
 * the standardization of the pixels does. The convolution beside it can do that with its own
 * weights and bias:
 *
 *     scale * (W * x + b) + shift = (scale W) * x + (scale b + shift)
 *
 * The result is the same to float rounding, in fewer passes over memory and fewer numbers to keep.
 */
#ifndef FOLD_H
#define FOLD_H

#include "cnn_layers.h"

/*
 * A new network that computes what `net` computes in use: without batch normalization (each
 * stands after a convolution), without standardization where the convolution after it has no
 * padding, and with pools before the activations that they followed. It has a capacity of its
 * own. Free it with network_free.
 */
network *fold_network(const network *net, volume image, int capacity);

/* A copy of a folded network, for up to POOLED_IMAGES images at once, in which each convolution and
   the pool behind it are one layer. */
network *fuse_pools(const network *folded, volume image, int capacity);

#endif
