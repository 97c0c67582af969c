/*
 * Calibration: from numbers that a quantizer will meet to the range that it covers.
 *
 *     min-max     from the smallest to the largest: nothing is clipped, and a single number
 *                 far out makes the steps coarse for all
 *     percentile  clips what lies outside the (100-p)-th and the p-th percentile
 *     mse         that share of the min-max range, of 1/50, 2/50, ... 1, for which the mean of
 *                 (v - v')^2 over the numbers is smallest
 */
#ifndef RANGE_CALIBRATION_H
#define RANGE_CALIBRATION_H

#include "quantizer.h"

typedef enum range_calibration_kind {
    MIN_MAX,
    PERCENTILE,
    MEAN_SQUARED_ERROR,
    RANGE_CALIBRATION_KINDS
} range_calibration_kind;

extern const char
    *const range_calibration_names[RANGE_CALIBRATION_KINDS]; /* "min-max", ... */

typedef struct range_calibration {
    range_calibration_kind kind;
    double percent; /* the p of PERCENTILE, 50 .. 100 */
} range_calibration;

/* A quantizer of a kind for n numbers; scratch is room for as many. */
quantizer calibrate_quantizer(quantizer_kind kind, int bits, const range_calibration *how,
                              const real *v, size_t n, real *scratch);

/* Mean of (v - v')^2. */
double quantization_error(const quantizer *q, const real *v, size_t n);

#endif
