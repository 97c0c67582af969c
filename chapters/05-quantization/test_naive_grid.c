#include "naive_grid.h"

#include "test_networks.h"

enum { COUNT = 7 };

Test(naive_grid, of_two_bits_by_hand)
{
    static const struct {
        naive_settings settings;
        double limit, wanted[COUNT];
    } rows[] = {
        {{.bits = 2}, 1, {0, 0, 1.0 / 3, -1.0 / 3, 1, -1, 0}},
        {{.bits = 2, .rounded = true}, 1, {0, 1.0 / 3, 2.0 / 3, -2.0 / 3, 1, -1, 0}},
        {{.bits = 2}, 3, {0, 0, 0, 0, 1, -3, 0}},
        {{.bits = 2, .rounded = true}, 3, {0, 0, 1, -1, 1, -3, 0}},
        {{.bits = 1}, 1, {0, 0, 0, 0, 1, -1, 0}},
    };
    static const double from[COUNT] = {0, 0.2, 0.6, -0.6, 1.4, -7, -0.1};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        real v[COUNT];
        for (int k = 0; k < COUNT; k++)
            v[k] = (real)from[k];
        naive_quantize(v, COUNT, &rows[i].settings, (real)rows[i].limit);
        for (int k = 0; k < COUNT; k++)
            cr_expect(fabs((double)v[k] - rows[i].wanted[k]) < 1e-6,
                      "row %zu: %g became %g, wanted %g", i, from[k], (double)v[k],
                      rows[i].wanted[k]);
    }
}

/* A small network in training, and what the tests look at. */
typedef struct stage {
    arena memory;
    dataset images;
    network *net;
    image_source source;
    training training;
    naive_grid grid;
    progress quiet;
} stage;

static void stage_set(stage *s, const naive_settings *settings, int capacity)
{
    enum { IMAGES = 40 };
    *s = (stage){0};
    rng r = rng_new(5, 0);
    s->images = random_images(&s->memory, IMAGES, 6, 6, &r);
    s->net = network_of(36, (int[]){8, 0, 0}, capacity);
    randomize(s->net, 6);
    s->source = image_source_new(&s->memory, &s->images, s->net, ANY_ORDER);
    s->training = training_new(s->net, &s->source, &cross_entropy, 0, GD);
    training_schedule(&s->training, CONSTANT, 0.5, 10);
    naive_grid_attach(&s->grid, settings, &s->training);
    progress_begin(&s->quiet, "step", IMAGES, true);
}

static void stage_free(stage *s)
{
    network_free(s->net);
    arena_free(&s->memory);
}

static bool on_grid(matrix m, int bits)
{
    for (size_t i = 0; i < matrix_size(m); i++) {
        double whole = (double)m.data[i] * ((1 << bits) - 1);
        if (fabs(whole - rint(whole)) > 1e-4 || fabs((double)m.data[i]) > 1)
            return false;
    }
    return true;
}

Test(naive_grid, each_switch_moves_what_it_names_and_nothing_else)
{
    enum { BITS = 4 };
    for (int switches = 0; switches < 8; switches++) {
        naive_settings settings = {.bits = BITS,
                                   .weights = switches & 1,
                                   .activations = switches & 2,
                                   .gradients = switches & 4};
        stage s;
        stage_set(&s, &settings, 40);
        training_epoch(&s.training, NULL, &s.quiet);
        cr_expect(on_grid(s.net->parameters[0].value, BITS) == settings.weights &&
                      on_grid(s.net->parameters[2].value, BITS) == settings.weights,
                  "switches %d: weights", switches);
        cr_expect(!on_grid(s.net->parameters[1].value, BITS), "switches %d: a bias",
                  switches);
        cr_expect(on_grid(s.net->outputs[1], BITS) == settings.activations,
                  "switches %d: activations", switches);
        for (int i = 0; i < s.net->parameter_count; i++)
            cr_expect(on_grid(s.net->parameters[i].gradient, BITS) == settings.gradients,
                      "switches %d: gradient %d", switches, i);
        cr_expect((s.grid.counts.activations > 0) == settings.activations &&
                      (s.grid.counts.gradients > 0) == settings.gradients,
                  "switches %d: counts", switches);
        stage_free(&s);
    }
}

/* Steps smaller than the grid's add up, because the optimizer's weights are not rounded. */
Test(naive_grid, keeps_full_precision_for_the_optimizer)
{
    naive_settings settings = {.bits = 2, .weights = true};
    stage s;
    stage_set(&s, &settings, 40);
    matrix before = copy_of(&s.memory, s.grid.kept[0]);
    training_epoch(&s.training, NULL, &s.quiet);
    const parameter *p = &s.net->parameters[0];
    for (size_t k = 0; k < matrix_size(before); k++) {
        real wanted = before.data[k] - (real)0.5 * p->gradient.data[k];
        cr_expect(fabs((double)(s.grid.kept[0].data[k] - wanted)) < 1e-6,
                  "weight %zu: %g, wanted %g", k, (double)s.grid.kept[0].data[k],
                  (double)wanted);
    }
    stage_free(&s);
}

/* The report's backward pass does not know of the clipping; the mask does. */
Test(naive_grid, the_mask_closes_what_was_clipped)
{
    for (int masked = 0; masked <= 1; masked++) {
        naive_settings settings = {.bits = 8, .activations = true, .masked = masked};
        stage s;
        stage_set(&s, &settings, 3);
        const layer *l = &s.net->layers[1];
        real numbers[] = {-0.5f, 0.001f, 0.5f, 0.999f, 1.001f, 40};
        static const bool open[2][6] = {{false, true, true, true, true, true},
                                        {false, true, true, true, false, false}};
        matrix x = {2, 3, numbers}, y = matrix_new(&s.memory, 2, 3);
        matrix dy = matrix_new(&s.memory, 2, 3), dx = matrix_new(&s.memory, 2, 3);
        for (int i = 0; i < 6; i++)
            dy.data[i] = (real)(i - 7);
        s.grid.counts = (naive_counts){0};
        l->type->forward(&s.net->layers[1], x, y, true);
        l->type->backward(&s.net->layers[1], x, y, dy, dx);
        for (int i = 0; i < 6; i++)
            cr_expect(dx.data[i] == (open[masked][i] ? dy.data[i] : 0),
                      "masked %d, x %g: %g of %g", masked, (double)numbers[i],
                      (double)dx.data[i], (double)dy.data[i]);
        cr_expect(y.data[5] == 1 && y.data[0] == 0, "%g, %g", (double)y.data[5],
                  (double)y.data[0]);
        cr_expect(s.grid.counts.activations == 5 && s.grid.counts.clipped == 2,
                  "%ld of %ld clipped", s.grid.counts.clipped, s.grid.counts.activations);
        stage_free(&s);
    }
}

Test(naive_grid, counts_gradients_that_vanish)
{
    naive_settings settings = {.bits = 8, .gradients = true};
    stage s;
    stage_set(&s, &settings, 40);
    matrix g = s.net->parameters[0].gradient;
    g.data[0] = (real)0.003, g.data[1] = (real)-0.0039, g.data[2] = (real)0.004;
    naive_grid_restore(&s.grid);
    cr_expect(s.grid.counts.gradients == 3 && s.grid.counts.vanished == 2,
              "%ld of %ld vanished", s.grid.counts.vanished, s.grid.counts.gradients);
    stage_free(&s);
}

Test(naive_grid, calibrated_reaches_as_far_as_the_numbers)
{
    naive_settings settings = {.bits = 8,
                               .weights = true,
                               .activations = true,
                               .gradients = true,
                               .rounded = true,
                               .calibrated = true};
    stage s;
    stage_set(&s, &settings, 40);
    s.net->parameters[0].gradient.data[3] = (real)-1e-4;
    s.net->parameters[2].gradient.data[5] = 30;
    naive_grid_restore(&s.grid);
    cr_expect(s.net->parameters[0].gradient.data[3] == (real)-1e-4, "%g",
              (double)s.net->parameters[0].gradient.data[3]);
    cr_expect(s.net->parameters[2].gradient.data[5] == 30, "%g",
              (double)s.net->parameters[2].gradient.data[5]);
    naive_grid_round(&s.grid);
    training_epoch(&s.training, NULL, &s.quiet);
    cr_expect(s.grid.counts.activations > 0 && s.grid.counts.clipped == 0, "%ld clipped",
              s.grid.counts.clipped);
    stage_free(&s);
}

/* The same bits, whatever the parts of the batch, but for the order of sums. */
Test(naive_grid, is_the_same_in_evaluation)
{
    naive_settings settings = {.bits = 3, .activations = true};
    stage s;
    stage_set(&s, &settings, 40);
    batch b = image_source_batch(&s.source, s.source.in_order, 40);
    matrix trained = copy_of(&s.memory, network_forward(s.net, &b, true));
    cr_expect(same_bits(network_forward(s.net, &b, false), trained), "other logits");
    stage_free(&s);
}
