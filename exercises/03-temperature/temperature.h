/*
 * Temperature scaling: one number that makes a network's confidence honest.
 *
 * All logits are divided by the same t > 0 before softmax. No guess changes by it; the
 * probabilities move together for t > 1 and apart for t < 1. The best t is the one with the
 * smallest mean cross-entropy on validation images (C. Guo, G. Pleiss, Y. Sun, K. Weinberger,
 * "On Calibration of Modern Neural Networks", 2017),
 *
 *     L(t) = mean over images of -log softmax(z / t)[y]
 *
 * As a function of b = 1/t it has a single valley (it is convex), and its slope is
 *
 *     dL/db = mean over images of sum over i of p[i] (z[i] - z[y]),   p = softmax(b z)
 *
 * negative to the left of the best b, positive to the right of it.
 */
#ifndef TEMPERATURE_H
#define TEMPERATURE_H

#include "matrix.h"

/* The range in which the best temperature is looked for. */
#define TEMPERATURE_LEAST (1.0 / 64)
#define TEMPERATURE_MOST 64.0

/* L(t) of logits (classes x m) with their labels (m). Finite for logits of +-1e4. */
double temperature_loss(matrix logits, const uint8_t *labels, double t);

/* dL/db at b = 1/t. */
double temperature_slope(matrix logits, const uint8_t *labels, double t);

/*
 * The best t of TEMPERATURE_LEAST .. TEMPERATURE_MOST, to six digits: where the slope is 0, and
 * the nearer end of the range if it is 0 nowhere in it. Of several that are as good, the least.
 */
double temperature_best(matrix logits, const uint8_t *labels);

#endif
