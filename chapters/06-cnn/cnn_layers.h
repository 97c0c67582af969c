/*
 * The layers of a convolutional network, each a layer_type in a file of its own. An image is a
 * volume (convolution.h); functions that change its shape return the new one.
 */
#ifndef CNN_LAYERS_H
#define CNN_LAYERS_H

#include "convolution.h"
#include "network.h"

/* y = (x - mean) / deviation with constants for all numbers. Learns nothing, stands first. */
extern const layer_type standardize_layer;
typedef struct standardize {
    real mean, deviation;
} standardize;
void network_add_standardize(network *net, double mean, double deviation);

/* y = W * x + b. Parameters: weight (channels x depth; in a file channels x in channels x K x K),
   and bias (channels x 1) where there is one. */
extern const layer_type convolution_layer;
enum { CONVOLUTION_WEIGHT, CONVOLUTION_BIAS };
volume network_add_convolution(network *net, volume in, int channels, int kernel,
                               int padding, bool bias);
/* The parameters alone, of the layer added last. */
void network_add_window(network *net, const convolution *c, bool bias);

/* The largest of each 2 x 2 numbers of a plane; an odd line or column at the end is left out. */
extern const layer_type pool_layer;
volume network_add_pool(network *net, volume in);
static inline volume pooled_volume(volume in)
{
    return (volume){in.channels, in.height / 2, in.width / 2};
}
/* y = the largest of a, b, c and d, for the m images of one output. */
void pool_row(real *restrict y, const real *restrict a, const real *restrict b,
              const real *restrict c, const real *restrict d, size_t m);

/*
 * A convolution and the pool behind it as one layer, of a network in use, for at most
 * POOLED_IMAGES images: only the largest numbers are written to memory, and what the pool would
 * leave out is not worked out. Parameters: weight and bias of the convolution.
 */
extern const layer_type pooled_convolution_layer;
enum { POOLED_IMAGES = 64 };
volume network_add_pooled_convolution(network *net, const convolution *like);

/*
 * Batch normalization (Ioffe and Szegedy 2015). With mean and variance of a channel over all its
 * pixels and all images of the batch,
 *
 *     y = weight * (x - mean) / sqrt(variance + 1e-5) + bias
 *
 * In training; and it remembers: running = 0.9 running + 0.1 of this batch (the variance as one
 * estimates it from a sample, divided by n - 1). In use, the running ones stand in the formula, so
 * that what the network says of an image does not depend on the others. Parameters: weight, bias
 * (channels x 1); buffers: running_mean, running_var. A batch that is worked through in parts is
 * normalized part by part.
 */
extern const layer_type batch_norm_layer;
enum { BATCH_NORM_WEIGHT, BATCH_NORM_BIAS };
typedef struct batch_norm {
    volume in;
    matrix running_mean, running_var; /* channels x 1: the buffers' values */
    matrix mean, inverse;             /* channels x 1, of the last batch: 1 / deviation */
} batch_norm;
void network_add_batch_norm(network *net, volume in);
/* 1 / sqrt(running variance + 1e-5) of a channel: what is used when not training. */
real batch_norm_inverse(const batch_norm *s, int channel);

/* y = x where x > 0, else slope * x. Works in place: the slope is above 0, so that y has the sign
   of x. */
extern const layer_type leaky_relu_layer;
void network_add_leaky_relu(network *net, double slope);

/*
 * A window as large as its plane, one for each channel: y[c] = sum over p of weight[c][p] x[c][p].
 * With equal weights it is global average pooling; these are learned, and start equal. Parameter:
 * weight (channels x pixels; in a file channels x 1 x height x width).
 */
extern const layer_type depthwise_layer;
volume network_add_depthwise(network *net, volume in);

/* The volume that leaves a layer which `in` enters. */
volume layer_volume(const layer *l, volume in);

#endif
