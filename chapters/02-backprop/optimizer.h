/*
 * Optimizers: what to do with a gradient.
 *
 * With g the gradient, w the parameter, r the learning rate, and PyTorch's conventions:
 *
 *     gd         w -= r g                                            gradient descent
 *     momentum   v = mu v + g;  w -= r v                             (Polyak 1964)
 *     nesterov   v = mu v + g;  w -= r (g + mu v)                    (Nesterov 1983)
 *     adam       m = b1 m + (1-b1) g;  s = b2 s + (1-b2) g^2
 *                w -= r (m / (1-b1^t)) / (sqrt(s / (1-b2^t)) + eps)  (Kingma and Ba 2015)
 *
 * Weight decay adds decay * w to the gradient of every parameter that decays.
 */
#ifndef OPTIMIZER_H
#define OPTIMIZER_H

#include "layer.h"

typedef enum optimizer_kind {
    GD,
    MOMENTUM,
    NESTEROV,
    ADAM,
    OPTIMIZER_KINDS
} optimizer_kind;

extern const char *const optimizer_names[OPTIMIZER_KINDS]; /* "gd", "momentum", ... */

typedef struct optimizer {
    optimizer_kind kind;
    double momentum;       /* mu, and Adam's b1; 0.9 unless set */
    double second_moment;  /* Adam's b2; 0.999 unless set */
    double epsilon;        /* Adam's; 1e-8 unless set */
    double decay;          /* weight decay; 0 unless set */
    long steps;            /* taken so far: Adam's t */
    parameter *parameters; /* the list it works on */
    int parameter_count;
    matrix *velocity; /* v or m of each parameter */
    matrix *square;   /* s of each parameter, Adam only */
} optimizer;

/* An optimizer for a list of parameters; what it remembers starts at 0, in the arena. */
optimizer optimizer_new(arena *a, optimizer_kind kind, parameter *parameters, int count);

/* What it remembers is 0 again, as at the start. */
void optimizer_forget(optimizer *o);

/* One step with every parameter's gradient. */
void optimizer_step(optimizer *o, double rate);

#endif
