#include "cell_run.h"

#include <omp.h>
#include <stdlib.h>

#include "test_files.h"
#include "test_networks.h"

/* Lasting masks are made after 50 iterations; other things show sooner. */
enum { TRAIN = 60, DEVELOPMENT = 20, TEST = 20, SIDE = 6, ITERATIONS = 60, FEW = 8 };

/* A cell that has been made from random images. */
typedef struct made {
    arena memory;
    options o;
    training_settings settings;
    training_run run;
    json_t *result;
} made;

static made *make_longer_cell(fault_set faults, const char *model_name, const char *rate,
                              const char *stem, int iterations)
{
    error e;
    made *m = calloc(1, sizeof *m);
    rng r = rng_new(3, 0);
    cell c = {faults, model_find(model_name, &e), pace_find(rate, &e), 5};
    study s = {.iterations = iterations, .percent = 30};
    cr_assert(c.model >= 0 && c.pace >= 0, "%s", e.text);
    m->o = (options){.seed = c.seed, .quiet = true};
    m->settings = (training_settings){.hidden = "10",
                                      .optimizer = "gd",
                                      .schedule = "constant",
                                      .init = "report",
                                      .every = 10};
    training_settings_check(&m->settings);
    dataset all = random_images(&m->memory, TRAIN + DEVELOPMENT + TEST, SIDE, SIDE, &r);
    m->run = (training_run){.o = &m->o,
                            .s = &m->settings,
                            .all = {.height = SIDE, .width = SIDE},
                            .train_images = dataset_slice(&all, 0, TRAIN),
                            .validation_images = dataset_slice(&all, TRAIN, DEVELOPMENT),
                            .test_images = dataset_slice(&all, TRAIN + DEVELOPMENT, TEST)};
    m->result = cell_make(&m->run, &s, &c, stem, true);
    return m;
}

static made *make_cell(fault_set faults, const char *model_name, const char *rate,
                       const char *stem)
{
    return make_longer_cell(faults, model_name, rate, stem, ITERATIONS);
}

static void made_free(made *m)
{
    json_decref(m->result);
    run_free(&m->run);
    arena_free(&m->memory);
    free(m);
}

static json_t *setting_of(const made *m)
{
    json_t *settings = json_object_get(m->result, "settings");
    return json_array_get(settings, json_array_size(settings) - 1);
}

static const char *weights_of(const made *m)
{
    return json_string_value(json_object_get(setting_of(m), "weights"));
}

/* Everything that was measured but times, as text that the caller frees. */
static char *text_of(const made *m)
{
    json_object_del(m->result, "seconds");
    json_object_del(setting_of(m), "image_seconds");
    return json_dumps(m->result, JSON_SORT_KEYS);
}

static bool same_results(const made *a, const made *b)
{
    char *one = text_of(a), *other = text_of(b);
    bool same = strcmp(one, other) == 0;
    free(one);
    free(other);
    return same;
}

/* --- chapter 2's training is what is left without faults ------------------------------- */

/* The same images and first weights, through chapter 2's shapes alone. */
static network *trained_by_chapter_2(const made *m)
{
    network *net = network_of(SIDE * SIDE, (int[]){10, 0, 0}, 256);
    rng weights = rng_new(5, 0);
    network_initialize(net, INIT_REPORT, &weights);
    image_source source =
        image_source_new(&net->memory, &m->run.train_images, net, ALIKE_TOGETHER);
    training t = training_new(net, &source, &cross_entropy, 0, GD);
    training_schedule(&t, CONSTANT, 0.5, ITERATIONS);
    progress p;
    progress_begin(&p, "", 1, true);
    for (int i = 0; i < ITERATIONS; i++)
        training_epoch(&t, NULL, &p);
    return net;
}

Test(cell_run, classical_without_faults_is_chapter_2)
{
    made *m = make_cell(NO_FAULTS, "classical", "0.5", NULL);
    network *net = trained_by_chapter_2(m);
    cr_expect(same_weights(m->run.net, net), "other weights");
    image_source test = image_source_new(&net->memory, &m->run.test_images, net, IN_ORDER);
    evaluation wanted = evaluate_network(net, &test, &cross_entropy);
    json_t *found = json_object_get(setting_of(m), "test");
    cr_expect(json_integer_value(json_object_get(found, "correct")) ==
                  evaluation_correct(&wanted),
              "%d of the test images right, wanted %d",
              (int)json_integer_value(json_object_get(found, "correct")),
              evaluation_correct(&wanted));
    double value = json_number_value(json_object_get(found, "loss"));
    cr_expect(fabs(value / evaluation_loss(&wanted) - 1) < 1e-5, "loss %g, wanted %g",
              value, evaluation_loss(&wanted));
    network_free(net);
    made_free(m);
}

/* --- faults -------------------------------------------------------------------------- */

static const struct {
    fault f;
    const char *model; /* one that it concerns */
    bool weights;      /* whether it changes them */
} rows[] = {
    {LOSS_NOT_IN_GRADIENT, "pruned-mse", true},
    {LOSS_FORMULAS, "pruned-focal", true},
    {LOSS_FORMULAS, "pruned-hinge", true},
    {LOSS_FORMULAS, "quantized-cross-entropy", true},
    {BARE_SOFTMAX, "classical", true},
    {MEAN_OF_ALL, "classical", true},
    {ONE_BIAS_GRADIENT, "classical", true},
    {MASK_NOT_KEPT, "pruned-one-hot", true},
    {FIXED_SCALE, "quantized-one-hot", true},
    {TRUNCATION, "quantized-one-hot", true},
    {CLIPPING_IGNORED, "quantized-one-hot", true},
    {QUANTIZED_GRADIENTS, "quantized-one-hot", true},
    {DIAGONAL_CONFUSION, "classical", false},
    {NO_TEST_SET, "classical", false},
};
enum { ROWS = sizeof rows / sizeof *rows };

/* Whether a fault shows between two sets that differ in it alone. */
static void check_fault(int row, fault_set with)
{
    fault f = rows[row].f;
    int iterations = f == MASK_NOT_KEPT ? ITERATIONS : FEW;
    made *on = make_longer_cell(with, rows[row].model, "0.5", NULL, iterations);
    made *off =
        make_longer_cell(with & ~(1U << f), rows[row].model, "0.5", NULL, iterations);
    bool same = strcmp(weights_of(on), weights_of(off)) == 0;
    /* What is printed never reaches the weights while the loss does not reach the gradient. */
    bool wanted =
        !rows[row].weights || (f == LOSS_FORMULAS && has_fault(with, LOSS_NOT_IN_GRADIENT));
    cr_expect(same == wanted, "%s, %s: weights %s", fault_names[f], rows[row].model,
              same ? "the same" : "changed");
    cr_expect(!same_results(on, off), "%s, %s: the same results", fault_names[f],
              rows[row].model);
    made_free(on);
    made_free(off);
}

Test(cell_run, every_fault_shows_when_it_is_turned_off)
{
    for (int row = 0; row < ROWS; row++)
        check_fault(row, ALL_FAULTS);
}

Test(cell_run, every_fault_shows_when_it_is_turned_on)
{
    for (int row = 0; row < ROWS; row++)
        if (rows[row].f !=
            CLIPPING_IGNORED) /* a grid that follows the numbers clips none */
            check_fault(row, NO_FAULTS | 1U << rows[row].f);
}

/* The heart of the matter: with the same seed, the report's losses are one row. */
Test(cell_run, as_published_the_loss_changes_nothing)
{
    static const char *const kinds[] = {"quantized", "pruned"};
    static const char *const losses[] = {"one-hot", "mse", "cross-entropy", "focal",
                                         "hinge"};
    for (int k = 0; k < 2; k++)
        for (int mode = 0; mode < 2; mode++) {
            char first[16] = "";
            for (int l = 0; l < 5; l++) {
                char name[40];
                snprintf(name, sizeof name, "%s-%s", kinds[k], losses[l]);
                made *m = make_longer_cell(mode == 0 ? ALL_FAULTS : NO_FAULTS, name, "0.5",
                                           NULL, FEW);
                if (l == 0)
                    snprintf(first, sizeof first, "%s", weights_of(m));
                else
                    cr_expect((strcmp(first, weights_of(m)) == 0) == (mode == 0),
                              "%s, %s: weights %s", mode == 0 ? "published" : "corrected",
                              name, mode == 0 ? "other than one-hot's" : "as one-hot's");
                made_free(m);
            }
        }
}

static double zeros_of(const made *m)
{
    return json_number_value(json_object_get(setting_of(m), "zeros"));
}

Test(cell_run, masks_last_or_do_not)
{
    made *lasting = make_cell(NO_FAULTS, "pruned-one-hot", "0.5", NULL);
    made *fleeting = make_cell(ALL_FAULTS, "pruned-one-hot", "0.5", NULL);
    cr_expect(fabs(zeros_of(lasting) - 0.3) < 0.001, "%g are zero, wanted 0.3",
              zeros_of(lasting));
    cr_expect(zeros_of(fleeting) < 0.1, "as published, %g are zero", zeros_of(fleeting));
    made_free(lasting);
    made_free(fleeting);
}

/* Of numbers that are cut off, twice as many become 0 as of those that are rounded. */
Test(cell_run, truncation_cuts_off)
{
    made *cut = make_longer_cell(ALL_FAULTS, "quantized-mse", "0.01", NULL, 10);
    made *rounded = make_longer_cell(ALL_FAULTS & ~(1U << TRUNCATION), "quantized-mse",
                                     "0.01", NULL, 10);
    cr_expect(zeros_of(cut) > 1.2 * zeros_of(rounded), "%g are zero, rounded %g",
              zeros_of(cut), zeros_of(rounded));
    made_free(cut);
    made_free(rounded);
}

/* How many weights are at an end of the report's grid. */
static int weights_at_the_end(const made *m)
{
    int count = 0;
    for (int i = 0; i < m->run.net->parameter_count; i += 2) {
        matrix w = m->run.net->parameters[i].value;
        for (size_t k = 0; k < matrix_size(w); k++)
            count += fabs((double)w.data[k]) >= 1;
    }
    return count;
}

/* Gradients through clipped activations drive weights away, for nothing answers them. */
Test(cell_run, ignored_clipping_lets_weights_run_away)
{
    fault_set grid_alone = 1U << FIXED_SCALE;
    made *cured = make_cell(grid_alone, "quantized-one-hot", "0.5", NULL);
    made *ignored =
        make_cell(grid_alone | 1U << CLIPPING_IGNORED, "quantized-one-hot", "0.5", NULL);
    cr_expect(weights_at_the_end(ignored) > weights_at_the_end(cured),
              "%d weights at the end of the grid, cured %d", weights_at_the_end(ignored),
              weights_at_the_end(cured));
    made_free(cured);
    made_free(ignored);
}

Test(cell_run, one_bias_gradient_keeps_biases_together)
{
    made *m = make_cell(ALL_FAULTS, "classical", "0.5", NULL);
    rng r = rng_new(5, 0);
    network *first = network_of(SIDE * SIDE, (int[]){10, 0, 0}, 1);
    network_initialize(first, INIT_REPORT, &r);
    for (int i = 1; i < first->parameter_count; i += 2) {
        matrix was = first->parameters[i].value, is = m->run.net->parameters[i].value;
        double moved = (double)(is.data[0] - was.data[0]);
        for (int k = 1; k < is.rows; k++)
            cr_expect(fabs((double)(is.data[k] - was.data[k]) - moved) < 1e-5,
                      "bias %d of %s moved by %g, the first by %g", k,
                      first->parameters[i].name, (double)(is.data[k] - was.data[k]), moved);
        /* Each column of the output's gradient adds up to 0, and so does all of it. */
        cr_expect(i == 1 || fabs(moved) < 1e-5, "the output's biases moved by %g", moved);
    }
    network_free(first);
    made_free(m);
}

Test(cell_run, same_bits_with_any_number_of_threads)
{
    static const char *const names[] = {"quantized-focal", "pruned-hinge"};
    for (int n = 0; n < 2; n++)
        for (int mode = 0; mode < 2; mode++) {
            made *m[2];
            for (int t = 0; t < 2; t++) {
                omp_set_num_threads(1 + 2 * t);
                m[t] = make_longer_cell(mode == 0 ? ALL_FAULTS : NO_FAULTS, names[n], "0.5",
                                        NULL, FEW);
            }
            cr_expect(same_results(m[0], m[1]), "%s, mode %d: 3 threads, other results",
                      names[n], mode);
            made_free(m[0]);
            made_free(m[1]);
        }
}

/* --- settings on the way ------------------------------------------------------------- */

/* To measure a setting must not disturb what is trained on. */
Test(cell_run, a_shorter_run_is_the_beginning_of_a_longer_one)
{
    static const struct {
        fault_set faults;
        const char *model;
    } cells[] = {{ALL_FAULTS, "quantized-mse"},
                 {NO_FAULTS, "quantized-mse"},
                 {NO_FAULTS, "pruned-mse"}};
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++) {
        const char *name = cells[i].model;
        made *shorter = make_longer_cell(cells[i].faults, name, "0.5", NULL, 100);
        made *longer = make_longer_cell(cells[i].faults, name, "0.5", NULL, 120);
        json_t *settings = json_object_get(longer->result, "settings");
        cr_assert(json_array_size(settings) == 2, "%zu settings",
                  json_array_size(settings));
        json_t *first = json_array_get(settings, 0), *only = setting_of(shorter);
        json_object_del(first, "image_seconds");
        json_object_del(only, "image_seconds");
        cr_expect(json_equal(first, only), "row %zu: other results after 100", i);
        cr_expect(strcmp(weights_of(longer), weights_of(shorter)) != 0,
                  "row %zu: the same weights after 120", i);
        json_t *curve = json_object_get(longer->result, "curve");
        size_t points = json_array_size(json_object_get(curve, "dev_acc"));
        cr_expect(points == 12, "row %zu: %zu points of the curve, wanted 12", i, points);
        made_free(shorter);
        made_free(longer);
    }
}

Test(cell_run, weights_are_written_in_the_form_they_are_deployed_in)
{
    static const struct {
        fault_set faults;
        const char *model;
        long least, most;
    } forms[] = {
        {NO_FAULTS, "classical", 2200, 2400},      {NO_FAULTS, "pruned-mse", 1800, 2100},
        {NO_FAULTS, "quantized-mse", 800, 1800},   {ALL_FAULTS, "pruned-mse", 2200, 2400},
        {ALL_FAULTS, "quantized-mse", 2200, 2400},
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        scratch s = scratch_new();
        char stem[PATH_MAX];
        snprintf(stem, sizeof stem, "%s", scratch_path(&s, "seed-5"));
        made *m = make_cell(forms[i].faults, forms[i].model, "0.5", stem);
        struct stat status;
        scratch_path(&s, "seed-5-after-60.safetensors");
        cr_assert(stat(s.path, &status) == 0, "%s is not there", s.path);
        long bytes = (long)json_integer_value(json_object_get(setting_of(m), "bytes"));
        cr_expect(bytes == (long)status.st_size, "%ld bytes said, %ld there", bytes,
                  (long)status.st_size);
        cr_expect(bytes > forms[i].least && bytes < forms[i].most, "%s: %ld bytes",
                  forms[i].model, bytes);
        made_free(m);
        scratch_free(&s);
    }
}
