/*
 * A limit on how long a step can be: gradient clipping (Pascanu, Mikolov and Bengio 2013).
 */
#ifndef CLIP_H
#define CLIP_H

#include "layer.h"

/*
 * The length of all gradients together, as one long vector: the root of the sum of their
 * squares. If it is above `limit`, every gradient is multiplied by limit / length, so that
 * their direction stays and their length becomes `limit`; otherwise they stay as they are.
 * Returns the length they had. The sum of squares is kept in double.
 */
double clip_gradients(parameter *parameters, int count, double limit);

#endif
