#include "cell_run.h"

#include <limits.h>
#include <stdio.h>
#include <zlib.h>

#include "clock.h"
#include "deployment.h"
#include "drawn_images.h"
#include "losses.h"
#include "naive_grid.h"
#include "prune.h"
#include "report_losses.h"
#include "report_pruning.h"

enum {
    EVERY = 10, /* iterations from one point of the curve to the next, as in the report */
    PRUNE_AT =
        50, /* the step after which lasting masks are made: half of the shortest run */
    DRAW_STREAM = 3
};

/* What the sockets of the training loop work with. */
typedef struct cell_run {
    fault_set faults;
    compression how;
    training_run *run;
    faulty_loss loss;
    double class_weights[DATASET_CLASSES];
    int percent;
    naive_grid grid;
    masks masks;
    scores scores;
    real *scratch; /* twice as many numbers as the largest weight matrix has */
} cell_run;

/* --- faults and cures, where they belong --------------------------------------------- */

/* Which loss a model means, by chapter 3's name. */
static const char *const loss_names[] = {
    [ONE_HOT] = "cross-entropy", [MSE] = "mse",     [CROSS_ENTROPY] = "weighted",
    [FOCAL] = "focal",           [HINGE] = "hinge",
};

static const loss *printed_loss(cell_run *c, loss_choice choice)
{
    if (has_fault(c->faults, LOSS_FORMULAS)) {
        if (choice == FOCAL)
            return &report_focal;
        if (choice == HINGE)
            return &report_hinge;
        if (choice == CROSS_ENTROPY)
            return &cross_entropy; /* all weights 1 */
    }
    loss_settings settings = {.gamma = 2};
    if (choice == CROSS_ENTROPY) {
        balanced_weights(c->class_weights, &c->run->train_images);
        settings.weights = c->class_weights;
    }
    return loss_new(&c->run->net->memory, loss_choose("loss", loss_names[choice]),
                    &settings);
}

static void choose_loss(cell_run *c, loss_choice choice)
{
    const training_run *r = c->run;
    c->loss = faulty_loss_new(&r->net->memory, printed_loss(c, choice), &r->training,
                              DATASET_CLASSES, r->net->capacity);
    c->loss.not_in_gradient = has_fault(c->faults, LOSS_NOT_IN_GRADIENT);
    c->loss.bare_softmax = has_fault(c->faults, BARE_SOFTMAX);
    double images = r->train_images.count;
    if (has_fault(c->faults, MEAN_OF_ALL))
        c->loss.factor = images / (images + r->validation_images.count);
}

/* The sum over units of the gradients of their biases, for all of them. */
static void one_bias_gradient(const network *net)
{
    for (int i = 0; i < net->parameter_count; i++) {
        matrix g = net->parameters[i].gradient;
        if (net->parameters[i].rank != 1)
            continue;
        real sum = 0;
        for (size_t k = 0; k < matrix_size(g); k++)
            sum += g.data[k];
        matrix_fill(g, sum);
    }
}

/* The report puts its gradients on the grid twice: k/255 times 255 is not always k, and then
   cutting off costs one more step. (A grid that follows the numbers has nothing to add.) */
static void quantize_gradients_again(const cell_run *c)
{
    const network *net = c->run->net;
    for (int i = 0; i < net->parameter_count; i++)
        naive_quantize(net->parameters[i].gradient.data,
                       matrix_size(net->parameters[i].gradient), &c->grid.settings, 1);
}

static void before_step(training *t)
{
    cell_run *c = t->context;
    if (has_fault(c->faults, ONE_BIAS_GRADIENT))
        one_bias_gradient(t->net);
    if (c->how == QUANTIZED) {
        naive_grid_restore(&c->grid);
        if (has_fault(c->faults, QUANTIZED_GRADIENTS) && !c->grid.settings.calibrated)
            quantize_gradients_again(c);
    }
    if (c->how == PRUNED && has_fault(c->faults, MASK_NOT_KEPT))
        report_prune_all(t->net->parameters, t->net->parameter_count, c->percent,
                         c->scratch);
}

static void after_step(training *t)
{
    cell_run *c = t->context;
    if (c->how == QUANTIZED)
        naive_grid_round(&c->grid);
    if (c->how == PRUNED && !has_fault(c->faults, MASK_NOT_KEPT)) {
        if (t->step == PRUNE_AT) {
            score_magnitude(&c->scores, &c->masks);
            masks_prune(&c->masks, &c->scores, PER_LAYER, c->percent / 100.0);
        }
        masks_hold(&c->masks, &t->optimizer);
    }
}

/* 255 steps on either side of 0 are nine bits; 127 are what a byte holds. */
static naive_settings grid_settings(fault_set faults)
{
    bool fixed = has_fault(faults, FIXED_SCALE);
    return (naive_settings){.bits = fixed ? 8 : 7,
                            .weights = true,
                            .activations = true,
                            .gradients = has_fault(faults, QUANTIZED_GRADIENTS),
                            .rounded = !has_fault(faults, TRUNCATION),
                            .calibrated = !fixed,
                            .masked = !has_fault(faults, CLIPPING_IGNORED)};
}

static void attach(cell_run *c)
{
    training *t = &c->run->training;
    network *net = c->run->net;
    size_t largest = 0;
    for (int i = 0; i < net->parameter_count; i++)
        if (matrix_size(net->parameters[i].value) > largest)
            largest = matrix_size(net->parameters[i].value);
    c->scratch = arena_alloc(&net->memory, 2 * largest, sizeof *c->scratch);
    c->masks = masks_new(&net->memory, net->parameters, net->parameter_count);
    c->scores = scores_new(&net->memory, &c->masks);
    if (c->how == QUANTIZED) {
        naive_settings settings = grid_settings(c->faults);
        naive_grid_attach(&c->grid, &settings, t);
    }
    t->before_step = before_step;
    t->after_step = after_step;
    t->context = c;
}

/* --- measuring ----------------------------------------------------------------------- */

/* A number that any other bit in any parameter would change (CRC-32). */
static unsigned long weights_fingerprint(const network *net)
{
    unsigned long crc = 0;
    for (int i = 0; i < net->parameter_count; i++) {
        matrix value = net->parameters[i].value;
        crc = crc32_z(crc, (const unsigned char *)value.data,
                      matrix_size(value) * sizeof *value.data);
    }
    return crc;
}

/* Weights that grow back are not sparse, and what is cut off on a grid of nine bits does not
   fit into bytes: the report's compressed models can only be stored as floats. */
static deployed_form form_of(const cell_run *c)
{
    if (c->how == PRUNED && !has_fault(c->faults, MASK_NOT_KEPT))
        return AS_SPARSE;
    if (c->how == QUANTIZED && !has_fault(c->faults, FIXED_SCALE) &&
        !has_fault(c->faults, TRUNCATION))
        return AS_INTEGERS;
    return AS_FLOATS;
}

static json_t *measure_images(const cell_run *c, deployment *d, const dataset *images)
{
    measurement m = deployment_measure(d, images, &c->loss.base);
    return measurement_json(&m, has_fault(c->faults, DIAGONAL_CONFUSION));
}

/* Deploys the network as it is now, and writes down everything about it. */
static void measure_setting(cell_run *c, json_t *result, int iterations, const char *stem)
{
    training_run *r = c->run;
    char print[16];
    snprintf(print, sizeof print, "%08lx", weights_fingerprint(r->net));
    deployment d;
    deployment_begin(&d, form_of(c), r->net, c->grid.kept, &r->train);
    json_t *test = has_fault(c->faults, NO_TEST_SET)
                       ? json_null()
                       : measure_images(c, &d, &r->test_images);
    json_t *setting = json_pack(
        "{s:i, s:o, s:o, s:f, s:s, s:f, s:I, s:f}", "iterations", iterations, "development",
        measure_images(c, &d, &r->validation_images), "test", test, "average_accuracy",
        cell_result_average(result), "weights", print, "zeros", deployment_zeros(&d),
        "products", (json_int_t)deployment_products(&d), "image_seconds",
        deployment_seconds(&d, &r->validation_images));
    if (stem != NULL) {
        char path[PATH_MAX];
        snprintf(path, sizeof path, "%s-after-%d.safetensors", stem, iterations);
        json_object_set_new(setting, "bytes", json_integer(deployment_save(&d, path)));
    }
    json_array_append_new(json_object_get(result, "settings"), setting);
    deployment_end(&d);
}

/* --- a cell from beginning to end ---------------------------------------------------- */

training_run cell_read_data(const options *o, const study *s, const cell *c,
                            training_settings *settings, arena *memory)
{
    *settings = (training_settings){.hidden = "10",
                                    .optimizer = "gd",
                                    .schedule = "constant",
                                    .init = "report",
                                    .every = EVERY};
    training_settings_check(settings);
    training_run r = run_read_data(o, settings);
    int there = r.all.count;
    if (s->images > there)
        fail_usage("--images %d: there are %d training images", s->images, there);
    int images = s->images > 0 ? s->images : there < REPORT_IMAGES ? there : REPORT_IMAGES;
    int development = development_images(images);
    if (development == 0)
        fail("%d training images: expected 5 or more", images);
    rng draw = rng_new((uint64_t)c->seed, DRAW_STREAM);
    dataset drawn = images_drawn(memory, &r.all, images, &draw);
    r.train_images = dataset_slice(&drawn, 0, images - development);
    r.validation_images = dataset_slice(&drawn, images - development, development);
    return r;
}

/* The settings of a cell, as far as --iterations lets them come. */
static int settings_of(int *iterations, const cell *c, const study *s)
{
    const pace *p = &paces[c->pace];
    int count = 0, last = 0, i = 0;
    do {
        int wanted = p->iterations[i];
        if (s->iterations > 0 && wanted > s->iterations)
            wanted = s->iterations;
        if (wanted > last)
            iterations[count++] = last = wanted;
    } while (++i < p->settings);
    return count;
}

json_t *cell_made_with(const study *s, const cell *c, const training_run *r)
{
    char name[CELL_NAME_SIZE], data[40];
    int settings[SETTINGS] = {0}, count = settings_of(settings, c, s);
    cell_name(name, c);
    snprintf(data, sizeof data, "%08lx %08lx %08lx", images_fingerprint(&r->train_images),
             images_fingerprint(&r->validation_images),
             images_fingerprint(&r->test_images));
    json_t *iterations = json_array();
    for (int i = 0; i < count; i++)
        json_array_append_new(iterations, json_integer(settings[i]));
    return json_pack("{s:s, s:i, s:i, s:s, s:o, s:i}", "cell", name, "training_images",
                     r->train_images.count, "development_images",
                     r->validation_images.count, "data", data, "iterations", iterations,
                     "percent", s->percent);
}

/* Trains up to an iteration, with a point of the curve every ten. */
static void train_to(cell_run *c, json_t *result, double rate, int last, progress *p)
{
    training_run *r = c->run;
    while (r->epoch < last) {
        int left = last - r->epoch;
        run_train(r, left < EVERY ? left : EVERY, rate);
        cell_result_point(result, r->epoch, &r->record.train, &r->record.validation);
        progress_update(p, r->epoch);
    }
}

json_t *cell_make(training_run *r, const study *s, const cell *which, const char *stem,
                  bool quiet)
{
    const model *m = &models[which->model];
    cell_run c = {.faults = which->faults, .how = m->how, .run = r, .percent = s->percent};
    run_build(r);
    choose_loss(&c, m->loss);
    run_begin(r, &c.loss.base);
    attach(&c);

    int iterations[SETTINGS] = {0}, settings = settings_of(iterations, which, s);
    char name[CELL_NAME_SIZE];
    cell_name(name, which);
    json_t *result = cell_result_new();
    progress p;
    progress_begin(&p, name, iterations[settings - 1], quiet);
    for (int i = 0; i < settings; i++) {
        train_to(&c, result, paces[which->pace].rate, iterations[i], &p);
        measure_setting(&c, result, iterations[i], stem);
        progress_line(&p, "%s: %d iterations, loss %.4f", name, iterations[i],
                      evaluation_loss(&r->record.train));
    }
    progress_end(&p);
    json_object_set_new(result, "seconds", json_real(clock_processor_seconds()));
    return result;
}
