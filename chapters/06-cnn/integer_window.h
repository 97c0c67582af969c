/*
 * Convolutions with whole numbers alone: chapter 5's inference, for this chapter's layers.
 *
 * A step is a convolution, a depthwise layer or a dense one, with what follows it: a leaky relu,
 * a pool. All three are sums over a list of taps, which input each product reads; they differ in
 * the lists. As in chapter 5 an input is a byte x that stands for s_x (x - z_x), a weight a signed
 * byte w for s_w w, with a scale of its own for each channel, and
 *
 *     sum = bias + sum over k of w[k] x[tap k]      bias = round(b / (s_w s_x)) - z_x * sum of w
 *     y = clip(requantize(sum) + z_y)               requantize(v) = floor(v M / 2^shift + 1/2)
 *
 * Padding reads z_x, the byte that stands for 0. A leaky relu of slope 1/2^leak shifts a negative
 * sum by `leak` places more. The largest of four bytes is that of the numbers they stand for.
 * The last step's outputs are the logits, in one unit. There is no float in these files.
 */
#ifndef INTEGER_WINDOW_H
#define INTEGER_WINDOW_H

#include <stdbool.h>
#include <stdint.h>

enum { INTEGER_TAPS = 1024 }; /* products of a sum, at most */

typedef struct integer_step {
    int channels, height, width; /* of the sums, before pooling */
    int taps_each;               /* products of one sum */
    int channel_step; /* inputs that the taps of the next channel lie further on */
    bool pool;
    int leak;
    const int *taps; /* pixels x taps_each; -1: padding */
    int8_t *weight;  /* channels x taps_each */
    int32_t *bias;   /* channels, as are the next two */
    int32_t *multiplier;
    uint8_t *shift;
    int32_t input_zero, output_zero, lowest, highest;
} integer_step;

/* The outputs of a step for one image, as numbers that fit into bytes, but for the last step's.
   `y` has room for the sums before pooling. */
void integer_step_forward(const integer_step *s, const uint8_t *x, int32_t *y);

/* Numbers that leave a step: after pooling. */
int integer_step_outputs(const integer_step *s);

#endif
