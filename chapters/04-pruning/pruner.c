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
    pruner *p = t->context;
    long taken = t->step - p->first;
    bool due = taken % GRADUAL_EVERY == 0 || taken == p->steps;
    if (p->steps > 0 && taken <= p->steps && due)
        pruner_prune(p, gradual_sparsity(p->target, (double)taken / (double)p->steps));
    masks_hold(&p->masks, &t->optimizer);
}

double iterative_sparsity(double target, int round, int rounds)
{
    return 1 - pow(1 - target, (double)round / rounds);
}

double gradual_sparsity(double target, double t)
{
    return target * (1 - pow(1 - t, 3));
}
