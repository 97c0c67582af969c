/*
 * Average pooling: of each square of size x size numbers of a plane, their mean.
 *
 *     y[c][i][j] = 1 / size^2 * sum over k, l of x[c][size i + k][size j + l]
 *
 * for k and l from 0 to size-1. The squares do not overlap; lines and columns at the end that
 * fill none are left out. It learns nothing.
 */
#ifndef AVERAGE_POOL_H
#define AVERAGE_POOL_H

#include "cnn_layers.h"

extern const layer_type average_pool_layer;

/* What stands in the layer's state. */
typedef struct average_pool {
    volume in, out;
    int size;
} average_pool;

/* Returns the volume that leaves it. */
volume network_add_average_pool(network *net, volume in, int size);

#endif
