#include "pruner.h"

#include <omp.h>

#include "test_masks.h"

Test(pruner, sparsity_of_rounds)
{
    for (int round = 1; round <= 50; round++) /* 5 of 100 of what is left, 50 times */
        cr_expect(fabs(iterative_sparsity(1 - pow(0.95, 50), round, 50) -
                       (1 - pow(0.95, round))) < 1e-12,
                  "round %d: %g", round, iterative_sparsity(0.92305, round, 50));
    cr_expect(iterative_sparsity(0.9, 1, 1) == 0.9, "one round is one shot");
    cr_expect(iterative_sparsity(1, 1, 3) == 1, "everything");
}

Test(pruner, gradual_sparsity_is_cubic)
{
    static const double t[] = {0, 0.25, 0.5, 0.75, 1};
    for (int i = 0; i < 5; i++) {
        double wanted = 0.8 - 0.8 * (1 - t[i]) * (1 - t[i]) * (1 - t[i]);
        cr_expect(fabs(gradual_sparsity(0.8, t[i]) - wanted) < 1e-12, "%g: %g, wanted %g",
                  t[i], gradual_sparsity(0.8, t[i]), wanted);
    }
}

/* Whatever the criterion, scope and optimizer: sparsity is exact, and lasts. */
Test(pruner, prunes_for_good)
{
    for (criterion by = 0; by < CRITERIA; by++)
        for (scope where = 0; where < SCOPES; where++) {
            bench b;
            bench_new(&b, by == RANDOM ? ADAM : NESTEROV);
            pruner p = pruner_new(b.net, by, where, 1);
            p.source = &b.source;
            p.loss = &cross_entropy;
            p.images = 25;
            b.t.after_step = pruner_after_step;
            b.t.context = &p;
            for (int round = 1; round <= 3; round++) {
                pruner_prune(&p, 0.3 * round);
                bench_train(&b, 2, 0.01);
                size_t zeros = 0;
                for (int i = 0; i < b.net->parameter_count; i++)
                    if (b.net->parameters[i].decays)
                        zeros += zeros_of(b.net->parameters[i].value);
                size_t n = masks_weights(&p.masks),
                       wanted = (size_t)lround(0.3 * round * (double)n);
                cr_expect((size_t)labs((long)(zeros - wanted)) <= 1 &&
                              zeros == masks_pruned(&p.masks),
                          "%s, %s: %zu zeros, %zu pruned, wanted %zu", criterion_names[by],
                          scope_names[where], zeros, masks_pruned(&p.masks), wanted);
            }
            bench_free(&b);
        }
}

typedef struct watch {
    pruner p; /* first: the socket takes the context for it */
    double sparsity[8];
    int count;
} watch;

static void prune_and_watch(training *t)
{
    watch *w = t->context;
    pruner_after_step(t);
    if ((t->step - w->p.first) % 50 == 0)
        w->sparsity[w->count++] = masks_sparsity(&w->p.masks);
}

/* Every hundredth step, and at the last; afterwards training goes on under the masks. */
Test(pruner, prunes_gradually)
{
    bench b;
    bench_new(&b, NESTEROV);
    watch w = {.p = pruner_new(b.net, MAGNITUDE, GLOBAL, 1)};
    bench_train(&b, 3, 0.01); /* steps before it begins */
    b.t.after_step = prune_and_watch;
    b.t.context = &w;
    pruner_go(&w.p, &b.t, 0.8, 250);
    bench_train(&b, 100, 0.001); /* 400 steps */
    static const double at[] = {0, 0.4, 0.4, 0.8, 1, 1, 1, 1};
    for (int i = 0; i < 8; i++) {
        double wanted = gradual_sparsity(0.8, at[i]);
        cr_expect(fabs(w.sparsity[i] - wanted) < 1e-3, "step %d: %g, wanted %g",
                  50 * (i + 1), w.sparsity[i], wanted);
    }
    bench_free(&b);
}

Test(pruner, same_bits_with_any_number_of_threads)
{
    for (criterion by = 0; by < CRITERIA; by++) {
        bench alone = {0};
        for (int threads = 1; threads <= 4; threads *= 2) {
            omp_set_num_threads(threads);
            bench b;
            bench_new(&b, NESTEROV);
            pruner p = pruner_new(b.net, by, GLOBAL, 1);
            p.source = &b.source;
            p.loss = &cross_entropy;
            p.images = 40;
            b.t.after_step = pruner_after_step;
            b.t.context = &p;
            pruner_prune(&p, 0.5);
            bench_train(&b, 2, 0.02);
            if (threads == 1) {
                alone.net = b.net;
                continue;
            }
            cr_expect(same_weights(b.net, alone.net), "%s: %d threads", criterion_names[by],
                      threads);
            bench_free(&b);
        }
        bench_free(&alone);
    }
}
