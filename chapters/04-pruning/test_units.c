#include "units.h"

#include "test_masks.h"

/* The logits of a network for the first images of a bench. */
static matrix logits_of(network *net, bench *b)
{
    image_source source = image_source_new(&net->memory, &b->images, net, ANY_ORDER);
    batch images = image_source_batch(&source, source.in_order, 10);
    return network_forward(net, &images, false);
}

static void expect_same_logits(bench *b, network *small, const char *what)
{
    double off = relative_distance(logits_of(small, b), logits_of(b->net, b));
    cr_expect(off < 20 * real_epsilon(), "%s: the logits are off by %g", what, off);
}

static pruner unit_pruner(bench *b, scope where)
{
    pruner p = pruner_new(b->net, MAGNITUDE, where, 1);
    p.units = true;
    return p;
}

Test(units, shrink_to_a_network_that_says_the_same)
{
    static const struct {
        double sparsity;
        int first, second; /* units that stay, per layer */
    } rows[] = {{0, 12, 9}, {0.25, 9, 7}, {0.5, 6, 4}, {0.75, 3, 2}, {0.9, 1, 1}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bench b;
        bench_new(&b, GD);
        pruner p = unit_pruner(&b, PER_LAYER);
        pruner_prune(&p, rows[i].sparsity);
        network *small = network_shrunk(b.net, 10);
        cr_expect(small->layers[0].outputs == rows[i].first &&
                      small->layers[2].outputs == rows[i].second &&
                      small->layers[4].outputs == 10,
                  "%g: a network %d-%d-%d", rows[i].sparsity, small->layers[0].outputs,
                  small->layers[2].outputs, small->layers[4].outputs);
        int pruned = units_pruned(&p.masks, b.net);
        cr_expect(pruned == 21 - rows[i].first - rows[i].second, "%d units pruned", pruned);
        cr_expect(network_hidden_units(small) == 21 - pruned, "%d units left",
                  network_hidden_units(small));
        expect_same_logits(&b, small, "shrunk");
        network_free(small);
        bench_free(&b);
    }
}

/* The rows with the smallest mean size go; in both neighbouring matrices. */
Test(units, go_by_their_scores)
{
    bench b;
    bench_new(&b, GD);
    matrix first = b.net->parameters[0].value, second = b.net->parameters[2].value;
    for (int k = 0; k < first.cols; k++)
        AT(first, 7, k) *= (real)0.01;
    for (int k = 0; k < second.cols; k++)
        AT(second, 2, k) *= (real)0.01;
    pruner p = unit_pruner(&b, GLOBAL);
    pruner_prune(&p, 2.0 / 21);
    for (int i = 0; i < 12; i++)
        cr_expect((AT(first, i, 5) == 0) == (i == 7), "first layer, unit %d", i);
    for (int i = 0; i < 9; i++)
        for (int k = 0; k < 12; k++)
            cr_expect((AT(second, i, k) == 0) == (i == 2 || k == 7), "weight %d, %d", i, k);
    matrix last = b.net->parameters[4].value;
    for (int i = 0; i < 10; i++)
        for (int k = 0; k < 9; k++)
            cr_expect((AT(last, i, k) == 0) == (k == 2), "last layer, %d, %d", i, k);
    bench_free(&b);
}

/* Units go on being pruned from where they were, and last through training. */
Test(units, last)
{
    for (scope where = 0; where < SCOPES; where++) {
        bench b;
        bench_new(&b, NESTEROV);
        pruner p = unit_pruner(&b, where);
        b.t.after_step = pruner_after_step;
        b.t.context = &p;
        for (int round = 1; round <= 3; round++) {
            pruner_prune(&p, round / 7.0);
            bench_train(&b, 1, 0.02);
            int pruned = units_pruned(&p.masks, b.net);
            cr_expect(abs(pruned - 3 * round) <= 1, "%s, round %d: %d units pruned",
                      scope_names[where], round, pruned);
        }
        network *small = network_shrunk(b.net, 10);
        cr_expect(network_hidden_units(small) == 21 - units_pruned(&p.masks, b.net),
                  "%d units", network_hidden_units(small));
        expect_same_logits(&b, small, scope_names[where]);
        network_free(small);
        bench_free(&b);
    }
}

/* A unit without inputs says the same of every image; the next layer's biases take it over,
   and a unit that only it listened to goes as well. */
Test(units, that_are_constant_become_biases)
{
    bench b;
    bench_new(&b, GD);
    matrix first = b.net->parameters[0].value, second = b.net->parameters[2].value;
    for (int k = 0; k < first.cols; k++)
        AT(first, 3, k) = AT(first, 4, k) = 0;
    AT(b.net->parameters[1].value, 3, 0) = (real)0.7;  /* says 0.7 */
    AT(b.net->parameters[1].value, 4, 0) = (real)-0.7; /* says 0 */
    for (int k = 0; k < second.cols; k++)
        if (k != 3)
            AT(second, 5, k) = 0; /* listens to unit 3 alone: constant, too */
    network *small = network_shrunk(b.net, 10);
    cr_expect(small->layers[0].outputs == 10 && small->layers[2].outputs == 8,
              "a network %d-%d", small->layers[0].outputs, small->layers[2].outputs);
    expect_same_logits(&b, small, "constants");
    network_free(small);
    bench_free(&b);
}

/* Units that nobody hears go, and those that only they heard; one stays at least. */
Test(units, that_nobody_hears_go)
{
    bench b;
    bench_new(&b, GD);
    matrix second = b.net->parameters[2].value, last = b.net->parameters[4].value;
    for (int i = 0; i < 10; i++)
        AT(last, i, 6) = 0; /* unit 6 of the second layer */
    for (int i = 0; i < 9; i++)
        if (i != 6)
            AT(second, i, 1) = 0; /* unit 1 of the first is heard by it alone */
    network *small = network_shrunk(b.net, 10);
    cr_expect(small->layers[0].outputs == 11 && small->layers[2].outputs == 8,
              "a network %d-%d", small->layers[0].outputs, small->layers[2].outputs);
    expect_same_logits(&b, small, "unheard");
    network_free(small);

    matrix_fill(last, 0);
    small = network_shrunk(b.net, 10);
    cr_expect(small->layers[0].outputs >= 1 && small->layers[2].outputs == 1,
              "a network %d-%d", small->layers[0].outputs, small->layers[2].outputs);
    expect_same_logits(&b, small, "silent");
    network_free(small);
    bench_free(&b);
}
