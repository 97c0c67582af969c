#include "prune.h"

#include <math.h>

#include "error.h"
#include "percentile.h"

const char *const scope_names[SCOPES] = {"layer", "global"};

/* What is pruned already comes before everything else: no score is below 0. */
static const real PRUNED = -1;

/* Gathers the scores of parameters first .. end-1 in the scratch; returns how many. */
static size_t gather(const masks *m, const scores *s, int first, int end)
{
    size_t n = 0;
    for (int i = first; i < end; i++)
        for (size_t k = 0; k < matrix_size(s->of[i]); k++)
            s->scratch[n++] = m->keep[i][k] ? s->of[i].data[k] : PRUNED;
    return n;
}

/* Prunes the `wanted` smallest scores of parameters first .. end-1. */
static void prune_smallest(masks *m, scores *s, int first, int end, double sparsity)
{
    /* Your code here. */
}

void masks_prune(masks *m, scores *s, scope where, double sparsity)
{
    /* Your code here. */
}
