/*
 * Masks: which weights of a network have been pruned, and stay so.
 *
 * A mask has one byte for each number of a weight matrix: 1 kept, 0 pruned. Every parameter
 * that weight decay pulls on is a weight and has a mask, be it of a dense layer (out x in) or
 * of a convolution (out x in*height*width); biases and batch norm's parameters have none.
 *
 * A pruned weight has a gradient like any other, and would move in the next step. So after
 * each step masks_hold sets it back to exactly 0, and with it what the optimizer remembers of
 * it (momentum's velocity, Adam's two means): nothing is left that could push it back later.
 */
#ifndef MASK_H
#define MASK_H

#include "optimizer.h"

typedef struct masks {
    parameter *parameters; /* the network's list */
    int count;
    uint8_t **keep; /* of each parameter, rows x cols; NULL where nothing is ever pruned */
} masks;

/* Masks for a list of parameters, with everything kept. */
masks masks_new(arena *a, parameter *parameters, int count);

/* Prunes all weights that are exactly 0: the masks of a network that was pruned elsewhere. */
void masks_from_zeros(masks *m);

/* Sets pruned weights to 0, and what the optimizer (NULL: none) remembers of them. */
void masks_hold(const masks *m, optimizer *o);

/* How many weights have masks, how many are pruned, in all and of parameter i; the share. */
size_t masks_weights(const masks *m);
size_t masks_pruned(const masks *m);
size_t mask_pruned(const masks *m, int i);
double masks_sparsity(const masks *m); /* 0 .. 1 */

#endif
