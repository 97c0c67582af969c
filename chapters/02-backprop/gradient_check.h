/*
 * Gradient checking: does backward compute what forward implies?
 *
 * The central difference (f(w + h) - f(w - h)) / 2h needs no derivation, only f, and its error
 * falls with h^2. It needs double precision: in float, f itself is rounded too coarsely.
 */
#ifndef GRADIENT_CHECK_H
#define GRADIENT_CHECK_H

#include "network.h"

/*
 * |a - n| / (|a| + |n|), with lengths of whole vectors: 0 if they are equal, 1 if one is 0
 * or the sign is wrong. Two zero vectors are equal. Infinite where a number is not finite.
 */
double relative_error(const real *analytic, const real *numeric, size_t count);

/* A function whose value depends on numbers that it can see. */
typedef double scalar_function(void *context);

/* numeric[k] = derivative of f with respect to numbers[k], which is put back as it was. */
void numeric_gradient(real *numeric, real *numbers, size_t count, scalar_function *f,
                      void *context);

/*
 * Checks every parameter of a network on one batch: the gradients that network_backward
 * computes from a random gradient `upstream` at the logits (outputs x b->count), against
 * numeric ones of the sum of upstream * logits. errors[i] is for parameter i. Returns the
 * largest. The parameters' gradients are overwritten.
 */
double gradient_check(network *net, const batch *b, matrix upstream, double *errors);

#endif
