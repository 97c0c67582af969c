#include "report_pruning.h"

#include <stdio.h>

#include "test_networks.h"
#include "test_oracle.h"
#include "training.h"

Test(report_pruning, is_numpys)
{
    tensor_file f = oracle_read("04-pruning", "report_pruning.safetensors");
    arena memory = {0};
    static const int percents[] = {0, 10, 50, 99};
    for (size_t i = 0; i < sizeof percents / sizeof *percents; i++) {
        char key[20];
        snprintf(key, sizeof key, "p%d", percents[i]);
        matrix w = oracle_matrix(&memory, &f, "w");
        real *scratch = arena_alloc(&memory, 2 * matrix_size(w), sizeof *scratch);
        report_prune(w, percents[i], scratch);
        cr_expect(same_bits(w, oracle_matrix(&memory, &f, key)), "%d %%: other weights",
                  percents[i]);
    }
    arena_free(&memory);
    tensor_file_free(&f);
}

typedef struct report_run {
    double percent;
    real *scratch;
} report_run;

static void prune_before_step(training *t)
{
    report_run *r = t->context;
    report_prune_all(t->net->parameters, t->net->parameter_count, r->percent, r->scratch);
}

/* Percentiles are of each matrix, biases stay; and after the step hardly a weight is 0. */
Test(report_pruning, lets_weights_grow_back)
{
    rng r = rng_new(2, 0);
    network *net = network_of(64, (int[]){12, 0, 0}, 20);
    randomize(net, 3);
    dataset images = random_images(&net->memory, 20, 8, 8, &r);
    image_source source = image_source_new(&net->memory, &images, net, ANY_ORDER);
    training t = training_new(net, &source, &cross_entropy, 0, GD);
    report_run run = {50, arena_alloc(&net->memory, (size_t)(2 * 12 * 64), sizeof(real))};
    real bias = net->parameters[1].value.data[0];
    report_prune_all(net->parameters, net->parameter_count, 50, run.scratch);
    for (int i = 0; i < 4; i++) {
        int zeros = 0, n = (int)matrix_size(net->parameters[i].value);
        for (int k = 0; k < n; k++)
            zeros += net->parameters[i].value.data[k] == 0;
        int wanted = net->parameters[i].decays ? n / 2 : 0;
        cr_expect(zeros == wanted, "%s: %d zeros of %d", net->parameters[i].name, zeros, n);
    }
    cr_expect(net->parameters[1].value.data[0] == bias, "a bias has changed");

    t.context = &run;
    t.before_step = prune_before_step;
    training_schedule(&t, CONSTANT, 0.1, 1);
    progress p;
    progress_begin(&p, "epoch", 20, true);
    training_epoch(&t, NULL, &p);
    int zeros = 0;
    for (int k = 0; k < 12 * 64; k++)
        zeros += net->parameters[0].value.data[k] == 0;
    cr_expect(zeros < 12 * 64 / 10, "%d of %d weights are still 0", zeros, 12 * 64);
    network_free(net);
}
