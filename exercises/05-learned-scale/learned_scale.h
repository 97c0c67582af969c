/*
 * A quantizer whose scale is learned like a weight (Esser, McKinstry, Bablani, Appuswamy and
 * Modha, "Learned step size quantization", ICLR 2020).
 *
 *     v' = s clip(round(v / s), lowest, highest)
 *
 * With the straight-through estimator, rounding counts as a ramp: d round(p) = dp. With p = v / s,
 * the place of v on the ruler,
 *
 *     dv'/dv = 1 where lowest <= p <= highest, else 0
 *     dv'/ds = round(p) - p where lowest <= p <= highest, else the end it was clipped to
 *
 * Rounding is to the nearest, halves to the even one.
 */
#ifndef LEARNED_SCALE_H
#define LEARNED_SCALE_H

#include "matrix.h"

typedef struct learned_scale {
    double scale; /* s > 0 */
    int lowest, highest;
} learned_scale;

/* out = v', n numbers. */
void learned_scale_forward(const learned_scale *q, real *out, const real *v, size_t n);

/* Given dout, the gradient of the loss for each of out: writes dv, the gradient for v, and
   returns that for the scale, in which all n numbers have a part. */
double learned_scale_backward(const learned_scale *q, real *dv, const real *dout,
                              const real *v, size_t n);

#endif
