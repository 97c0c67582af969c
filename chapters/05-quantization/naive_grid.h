/*
 * The report's fixed-point grid, in training: every number becomes one of 2 s + 1 equally
 * spaced ones between -1 and 1,
 *
 *     q(v) = fix(clip(v s, -s, s)) / s        s = 2^bits - 1, fix: cut off towards 0
 *
 * whatever the number stands for. The report does this to the weights and to the hidden
 * activations on the way forward, and to all gradients before the step; the backward pass
 * takes no notice of it. Each of these choices is a switch here, so that one can be turned
 * off at a time: that is how one finds out which of them does the damage.
 *
 * The optimizer goes on with weights in full precision: they are kept apart, and put back
 * just for its step. At all other times the network holds the rounded ones, so whatever is
 * measured is measured with them.
 */
#ifndef NAIVE_GRID_H
#define NAIVE_GRID_H

#include "training.h"

typedef struct naive_settings {
    int bits;
    bool weights, activations, gradients; /* what is put on the grid */
    bool rounded;    /* to the nearest number of the grid, instead of cut off */
    bool calibrated; /* the grid reaches as far as the numbers do, instead of to 1 */
    bool masked;     /* no gradient flows back through an activation that was clipped */
} naive_settings;

/* What happened to numbers that were not 0, until the owner sets these back to 0. */
typedef struct naive_counts {
    long gradients, vanished;  /* and how many of them became 0 */
    long activations, clipped; /* in training; and how many were beyond the grid's end */
} naive_counts;

typedef struct naive_grid {
    naive_settings settings;
    naive_counts counts;
    network *net;
    matrix *kept; /* of each parameter that is a weight: its value in full precision */
} naive_grid;

/* q(v) of `count` numbers in place, for a grid from -limit to limit. */
void naive_quantize(real *v, size_t count, const naive_settings *s, real limit);

/*
 * Puts a network that is about to be trained on the grid: rounds its weights, gives its relus
 * a rounding forward function, and takes the sockets before_step and after_step. `g` must
 * outlive the training. A calibrated grid reaches to the largest |v| of each weight matrix
 * and gradient, and to the largest activation that a relu has seen in training.
 */
void naive_grid_attach(naive_grid *g, const naive_settings *s, training *t);

/* What the sockets do, for those who have more to do there: full precision back in place and
   the gradients onto the grid, before a step; the weights onto the grid, after it. */
void naive_grid_restore(naive_grid *g);
void naive_grid_round(naive_grid *g);

#endif
