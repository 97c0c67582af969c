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
    size_t n = gather(m, s, first, end);
    size_t wanted = (size_t)lround(sparsity * (double)n);
    if (wanted == 0)
        return;
    real threshold = select_smallest(s->scratch, n, wanted - 1);
    size_t equal = wanted; /* how many of those at the threshold go as well */
    for (size_t k = 0; k < wanted; k++)
        equal -= s->scratch[k] < threshold;
    for (int i = first; i < end; i++)
        for (size_t k = 0; k < matrix_size(s->of[i]); k++) {
            real score = m->keep[i][k] ? s->of[i].data[k] : PRUNED;
            if (score < threshold)
                m->keep[i][k] = 0;
            else if (score == threshold && equal > 0) {
                m->keep[i][k] = 0;
                equal--;
            }
        }
}

void masks_prune(masks *m, scores *s, scope where, double sparsity)
{
    CHECK(sparsity >= 0 && sparsity <= 1, "a sparsity of %g", sparsity);
    if (where == GLOBAL)
        prune_smallest(m, s, 0, m->count, sparsity);
    else
        for (int i = 0; i < m->count; i++)
            if (m->keep[i] != NULL)
                prune_smallest(m, s, i, i + 1, sparsity);
}
