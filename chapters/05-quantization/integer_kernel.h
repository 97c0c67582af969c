/*
 * Inference with whole numbers alone: what runs on a processor that has no floating point.
 *
 * Activations are bytes, weights signed bytes, sums 32-bit numbers (Jacob, Kligys, Chen, Zhu,
 * Tang, Howard, Adam and Kalenichenko 2018). With s the scale of a tensor and z its zero
 * point, one output of a layer is
 *
 *     sum over k of s_w w[k] * s_x (x[k] - z_x) + b  =  s_w s_x (sum over k of w[k] x[k] + bias)
 *
 * with bias = round(b / (s_w s_x)) - z_x * sum of w, which is known beforehand. The output's
 * byte is that sum times the real number M = s_w s_x / s_y, plus z_y, rounded and clipped. M is
 * carried as a whole number and a shift, M = multiplier / 2^shift:
 *
 *     requantize(sum) = floor(sum * multiplier / 2^shift + 1/2)      the nearest; halves go up
 *
 * A relu costs nothing: clipping below at z_y is one. The last layer's outputs are not bytes but
 * the logits, in a unit that all of them share.
 *
 * integer_network.h makes such layers, and sees to it that no number ever leaves its range:
 * |sum| < 2^28 and 0 <= multiplier < 2^24, so that the product has less than 53 bits; 1 <=
 * shift <= 52. These files contain no float, and a test looks for one in the machine code.
 */
#ifndef INTEGER_KERNEL_H
#define INTEGER_KERNEL_H

#include <stdint.h>

enum {
    SUM_BITS = 28,
    MULTIPLIER_BITS = 24,
    SHIFT_MAX = 52,
    LOGIT_BITS = 22, /* so that floats, with their 24 bits, tell them apart */
};

typedef struct integer_layer integer_layer;

/* A kind of layer: sums[i] = bias + sum of w x, for one image: x has l->inputs bytes, there
   are l->outputs sums. Of a channel (a row of the weights) all sums stand together. */
typedef struct integer_layer_type {
    const char *name; /* "dense" */
    void (*sums)(const integer_layer *l, const uint8_t *x, int32_t *sums);
} integer_layer_type;

struct integer_layer {
    const integer_layer_type *type;
    int inputs, outputs; /* numbers of one image */
    int rows, cols;      /* of the weights: channels x inputs that one output sums over */
    int weight_bits;     /* in which a weight file stores them */
    int8_t *weight;      /* rows x cols */
    int32_t *bias;       /* rows, as are the next two */
    int32_t *multiplier;
    uint8_t *shift;
    int32_t zero_point;      /* of the outputs, z_y */
    int32_t lowest, highest; /* they are clipped to this */
};

extern const integer_layer_type integer_dense;

/* sum * multiplier / 2^shift, rounded. */
int32_t requantize(int32_t sum, int32_t multiplier, int shift);

/* All layers for one image. `bytes` is room for two layers' outputs, each of `widest` bytes;
   sums for `widest` numbers, and in the end holds the last layer's outputs: the logits. */
void integer_forward(const integer_layer *layers, int count, const uint8_t *image,
                     int widest, uint8_t *bytes, int32_t *sums);

#endif
