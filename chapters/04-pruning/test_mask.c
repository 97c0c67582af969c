#include "mask.h"

#include "test_masks.h"

Test(mask, begins_with_everything_kept)
{
    bench b;
    bench_new(&b, GD);
    masks m = masks_new(&b.net->memory, b.net->parameters, b.net->parameter_count);
    cr_expect(masks_weights(&m) == 12 * 64 + 9 * 12 + 10 * 9, "%zu weights have masks",
              masks_weights(&m));
    cr_expect(masks_pruned(&m) == 0 && masks_sparsity(&m) == 0, "%zu are pruned",
              masks_pruned(&m));
    for (int i = 0; i < m.count; i++)
        cr_expect((m.keep[i] != NULL) == b.net->parameters[i].decays, "%s",
                  b.net->parameters[i].name);
    bench_free(&b);
}

Test(mask, counts)
{
    arena memory = {0};
    rng r = rng_new(1, 0);
    parameter p[2] = {convolution(&memory, &r),
                      {.value = random_matrix(&memory, 6, 1, &r)}};
    masks m = masks_new(&memory, p, 2);
    m.keep[0][0] = m.keep[0][7] = m.keep[0][215] = 0;
    cr_expect(masks_pruned(&m) == 3 && mask_pruned(&m, 0) == 3 && mask_pruned(&m, 1) == 0,
              "%zu, %zu and %zu pruned", masks_pruned(&m), mask_pruned(&m, 0),
              mask_pruned(&m, 1));
    cr_expect(masks_sparsity(&m) == 3.0 / 216, "sparsity %g", masks_sparsity(&m));
    arena_free(&memory);
}

Test(mask, holds_values_and_what_the_optimizer_remembers)
{
    for (optimizer_kind how = 0; how < OPTIMIZER_KINDS; how++) {
        bench b;
        bench_new(&b, how);
        optimizer *o = &b.t.optimizer;
        masks m = masks_new(&b.net->memory, b.net->parameters, b.net->parameter_count);
        matrix remembered[] = {b.net->parameters[0].value, o->velocity[0], o->square[0]};
        m.keep[0][5] = 0;
        b.net->parameters[0].value.data[5] = (real)INFINITY;
        for (int i = 1; i < 3; i++)
            if (remembered[i].data != NULL)
                matrix_fill(remembered[i], 2);
        masks_hold(&m, o);
        for (int i = 0; i < 3; i++)
            if (remembered[i].data != NULL)
                cr_expect(remembered[i].data[5] == 0 && remembered[i].data[4] != 0,
                          "%s: of array %d, %g and beside it %g", optimizer_names[how], i,
                          (double)remembered[i].data[5], (double)remembered[i].data[4]);
        bench_free(&b);
    }
}

static void hold_after_step(training *t)
{
    masks_hold(t->context, &t->optimizer);
}

/* Through training with every optimizer: pruned weights are 0 after it, others have moved. When
   the mask is taken away, nothing remembered pushes the weight: without a gradient it stays. */
Test(mask, lasts)
{
    for (optimizer_kind how = 0; how < OPTIMIZER_KINDS; how++) {
        bench b;
        bench_new(&b, how);
        b.t.optimizer.decay = 0.01;
        bench_train(&b, 1, 0.05); /* velocities */
        masks m = masks_new(&b.net->memory, b.net->parameters, b.net->parameter_count);
        for (int i = 0; i < m.count; i++)
            for (size_t k = 0; m.keep[i] != NULL && k < matrix_size(m.parameters[i].value);
                 k += 2)
                m.keep[i][k] = 0;
        matrix before[NETWORK_PARAMETERS];
        for (int i = 0; i < m.count; i++)
            before[i] = copy_of(&b.net->memory, m.parameters[i].value);
        b.t.after_step = hold_after_step;
        b.t.context = &m;
        bench_train(&b, 3, 0.05);
        for (int i = 0; i < m.count; i++) {
            size_t n = matrix_size(before[i]), moved = 0;
            matrix now = m.parameters[i].value;
            for (size_t k = 0; k < n; k++) {
                bool pruned = m.keep[i] != NULL && k % 2 == 0;
                cr_expect(!pruned || now.data[k] == 0, "%s: %s, number %zu is %g",
                          optimizer_names[how], m.parameters[i].name, k,
                          (double)now.data[k]);
                moved += !pruned && now.data[k] != before[i].data[k];
            }
            size_t kept = n - mask_pruned(&m, i);
            cr_expect(2 * moved > kept, "%s: %s, %zu of %zu have moved",
                      optimizer_names[how], m.parameters[i].name, moved, kept);
        }
        b.t.optimizer.decay = 0;
        network_zero_gradients(b.net);
        optimizer_step(&b.t.optimizer, 0.05);
        cr_expect(b.net->parameters[0].value.data[0] == 0, "%s: pushed back to %g",
                  optimizer_names[how], (double)b.net->parameters[0].value.data[0]);
        bench_free(&b);
    }
}

Test(mask, is_found_again_in_zeros)
{
    bench b;
    bench_new(&b, GD);
    masks m = masks_new(&b.net->memory, b.net->parameters, b.net->parameter_count);
    b.net->parameters[2].value.data[7] = 0;
    b.net->parameters[3].value.data[0] = 0; /* a bias */
    masks_from_zeros(&m);
    cr_expect(masks_pruned(&m) == 1 && m.keep[2][7] == 0, "%zu pruned", masks_pruned(&m));
    bench_free(&b);
}
