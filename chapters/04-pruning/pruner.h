/*
 * Pruning in the course of training: when, how much, and that it lasts.
 *
 *     one-shot    all at once, then fine-tuning
 *     iterative   in rounds, each pruning the same share of what is left, each followed by
 *                 fine-tuning (Han, Pool, Tran and Dally 2015)
 *     gradual     while training goes on: at part t of the way, 0 .. 1, sparsity is
 *                 S (1 - (1 - t)^3), fast at first, when much is superfluous (Zhu and Gupta
 *                 2017)
 */
#ifndef PRUNER_H
#define PRUNER_H

#include "prune.h"
#include "training.h"

typedef struct pruner {
    network *net;
    masks masks;
    scores scores;
    criterion by;
    scope where;
    bool units;           /* whole hidden units instead of weights */
    rng random;           /* for the random criterion */
    image_source *source; /* for the gradient criterion: training images, */
    const loss *loss;     /* their loss, */
    int images;           /* and how many of them, from the first */

    double target;     /* of gradual pruning: the sparsity at its end, */
    long first, steps; /* its first step and how many; 0: none is going on */
} pruner;

/* Prunes nothing yet. Memory comes from the network's arena. */
pruner pruner_new(network *net, criterion by, scope where, uint64_t seed);

/* Prunes until `sparsity` of all weights (or units) are, and sets them to 0. */
void pruner_prune(pruner *p, double sparsity);

/* From the training's next step on, gradual pruning to `target` in so many steps. */
void pruner_go(pruner *p, const training *t, double target, long steps);

/* For training's after_step socket, with the pruner as its context: prunes further, in gradual
   pruning every GRADUAL_EVERY steps, and sets pruned weights to 0. */
enum { GRADUAL_EVERY = 100 };
void pruner_after_step(training *t);

/* The sparsity of round 1 .. rounds, if each leaves the same share of what is left. */
double iterative_sparsity(double target, int round, int rounds);

/* The sparsity at part t of the way, 0 .. 1. */
double gradual_sparsity(double target, double t);

#endif
