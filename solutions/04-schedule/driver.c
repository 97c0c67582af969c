/*
 * The two curves, at the places that the case asks for; or a training in which weights move at every
 * step while pruner_after_step prunes them: what it counts after each 50 steps, and at the end.
 */
#include <math.h>

#include "driver.h"
#include "pruner.h"

enum { EVERY = 50 };

static void answer_curves(arena *a)
{
    size_t count;
    double target = case_number("target");
    if (case_has("t")) {
        double *t = case_numbers(a, "t", &count);
        for (size_t k = 0; k < count; k++)
            t[k] = gradual_sparsity(target, t[k]);
        answer_numbers("gradual", t, count);
    }
    if (case_has("rounds")) {
        int rounds = (int)case_number("rounds");
        double *found = arena_alloc(a, (size_t)rounds, sizeof *found);
        for (int round = 1; round <= rounds; round++)
            found[round - 1] = iterative_sparsity(target, round, rounds);
        answer_numbers("iterative", found, (size_t)rounds);
    }
}

static double count_zeros(matrix w)
{
    double zeros = 0;
    for (size_t k = 0; k < matrix_size(w); k++)
        zeros += w.data[k] == 0;
    return zeros;
}

/* How much the optimizer remembers of weights that are pruned. */
static double remembered(const pruner *p, const optimizer *o)
{
    double sum = 0;
    for (size_t k = 0; k < matrix_size(o->velocity[0]); k++)
        sum += p->masks.keep[0][k] ? 0 : fabs((double)o->velocity[0].data[k]);
    return sum;
}

static void answer_training(arena *a)
{
    matrix w = case_matrix(a, "weight"), g = case_matrix(a, "gradient");
    parameter list[] = {{.value = w, .gradient = g, .decays = true}};
    pruner p = {.by = MAGNITUDE, .where = GLOBAL, .masks = masks_new(a, list, 1)};
    p.scores = scores_new(a, &p.masks);
    training t = {.step = (long)case_number("before"), .context = &p};
    t.optimizer = optimizer_new(a, MOMENTUM, list, 1);
    if (case_has("already"))
        pruner_prune(&p, case_number("already"));
    long steps = (long)case_number("steps"), end = steps + (long)case_number("more");
    pruner_go(&p, &t, case_number("target"), steps);

    double *pruned = arena_alloc(a, (size_t)end / EVERY + 1, sizeof *pruned);
    double *zeros = arena_alloc(a, (size_t)end / EVERY + 1, sizeof *zeros);
    size_t count = 0;
    for (long taken = 1; taken <= end; taken++) {
        t.step++;
        optimizer_step(&t.optimizer, 1e-4);
        pruner_after_step(&t);
        if (taken % EVERY == 0 || taken == end) {
            pruned[count] = (double)masks_pruned(&p.masks);
            zeros[count++] = count_zeros(w);
        }
    }
    answer_numbers("pruned", pruned, count);
    answer_numbers("zeros", zeros, count);
    answer_number("remembered", remembered(&p, &t.optimizer));
}

void run_case(arena *a)
{
    if (case_has("weight"))
        answer_training(a);
    else
        answer_curves(a);
}
