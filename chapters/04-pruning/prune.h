/*
 * Pruning: from scores to masks.
 *
 * `sparsity` is the share of weights that are to be 0 afterwards, 0 .. 1, those pruned before
 * included: exactly the nearest whole number of them. What is pruned stays pruned; of equal
 * scores the first in the matrix goes first. No weight is changed: masks_hold does that.
 */
#ifndef PRUNE_H
#define PRUNE_H

#include "criterion.h"

typedef enum scope {
    PER_LAYER, /* of each matrix, the same share */
    GLOBAL,    /* of all weights together: some matrices lose more, some less */
    SCOPES
} scope;

extern const char *const scope_names[SCOPES]; /* "layer", "global" */

void masks_prune(masks *m, scores *s, scope where, double sparsity);

#endif
