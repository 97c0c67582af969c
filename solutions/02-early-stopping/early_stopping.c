#include "early_stopping.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"

early_stopping early_stopping_new(int patience, size_t count)
{
    real *weights = malloc(count * sizeof *weights);
    if (weights == NULL && count > 0)
        fail("out of memory: %zu weights are to be kept", count);
    return (early_stopping){
        .patience = patience, .best = INFINITY, .count = count, .weights = weights};
}

bool early_stopping_epoch(early_stopping *s, double loss, const real *weights)
{
    s->epochs++;
    if (loss < s->best) {
        s->best = loss;
        s->best_epoch = s->epochs;
        memcpy(s->weights, weights, s->count * sizeof *weights);
    }
    return s->epochs - s->best_epoch >= s->patience;
}

void early_stopping_restore(const early_stopping *s, real *weights)
{
    if (s->best_epoch > 0)
        memcpy(weights, s->weights, s->count * sizeof *weights);
}

void early_stopping_free(early_stopping *s)
{
    free(s->weights);
    *s = (early_stopping){0};
}
