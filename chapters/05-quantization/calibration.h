/*
 * Calibration: from numbers that a quantizer will meet to the range that it covers.
 *
 *     min-max     from the smallest to the largest: nothing is clipped, and a single number
 *                 far out makes the steps coarse for all
 *     percentile  clips what lies outside the (100-p)-th and the p-th percentile
 *     mse         that share of the min-max range, of 1/50, 2/50, ... 1, for which the mean of
 *                 (v - v')^2 over the numbers is smallest
 */
#ifndef CALIBRATION_H
#define CALIBRATION_H

#include "quantizer.h"

typedef enum calibration_kind {
    MIN_MAX,
    PERCENTILE,
    MEAN_SQUARED_ERROR,
    CALIBRATION_KINDS
} calibration_kind;

extern const char *const calibration_names[CALIBRATION_KINDS]; /* "min-max", ... */

typedef struct calibration {
    calibration_kind kind;
    double percent; /* the p of PERCENTILE, 50 .. 100 */
} calibration;

/* A quantizer of a kind for n numbers; scratch is room for as many. */
quantizer calibrate(quantizer_kind kind, int bits, const calibration *how, const real *v,
                    size_t n, real *scratch);

/* Mean of (v - v')^2. */
double quantization_error(const quantizer *q, const real *v, size_t n);

#endif
