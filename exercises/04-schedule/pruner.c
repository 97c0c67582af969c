#include "pruner.h"

#include <math.h>

#include "units.h"

enum { RANDOM_STREAM = 4 }; /* of the seed: the earlier ones draw weights, batches, ... */

pruner pruner_new(network *net, criterion by, scope where, uint64_t seed)
{
    pruner p = {.net = net, .by = by, .where = where};
    p.masks = masks_new(&net->memory, net->parameters, net->parameter_count);
    p.scores = scores_new(&net->memory, &p.masks);
    p.random = rng_new(seed, RANDOM_STREAM);
    return p;
}

void pruner_prune(pruner *p, double sparsity)
{
    if (p->by == MAGNITUDE)
        score_magnitude(&p->scores, &p->masks);
    else if (p->by == RANDOM)
        score_random(&p->scores, &p->masks, &p->random);
    else
        score_gradient(&p->scores, &p->masks, p->net, p->source, p->loss, p->images);
    if (p->units)
        masks_prune_units(&p->masks, &p->scores, p->net, p->where, sparsity);
    else
        masks_prune(&p->masks, &p->scores, p->where, sparsity);
    masks_hold(&p->masks, NULL);
}

void pruner_go(pruner *p, const training *t, double target, long steps)
{
    p->target = target;
    p->first = t->step;
    p->steps = steps;
}

void pruner_after_step(training *t)
{
    /* Your code here. */
}

double iterative_sparsity(double target, int round, int rounds)
{
    /* Your code here. */
    return 0;
}

double gradual_sparsity(double target, double t)
{
    /* Your code here. */
    return 0;
}
