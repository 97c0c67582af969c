/*
 * Chapter 5: the same network in fewer bits.
 *
 * Trains a network, or loads one; quantizes it as the options say, before or after more
 * training under quantization; and reads the test images with what came out: where the scheme
 * allows it, with whole numbers alone. Or trains on the report's grid, to see what goes wrong.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "bit_packing.h"
#include "coded_file.h"
#include "dynamic_network.h"
#include "error.h"
#include "inference_time.h"
#include "integer_file.h"
#include "integer_simulation.h"
#include "naive_grid.h"
#include "output_file.h"
#include "pruner.h"
#include "sparse_network.h"
#include "sweep.h"
#include "threads.h"
#include "training_run.h"

static training_settings settings = TRAINING_DEFAULTS;
static struct {
    const char *scheme, *calibration, *activation_calibration, *grid;
    int bits, activation_bits, per_channel, dynamic, samples, qat, sweep, verify, time;
    double percent, qat_rate, prune;
    int rounded, calibrated, masked;
} own = {.scheme = "symmetric",
         .calibration = "min-max",
         .activation_calibration = "min-max",
         .bits = 8,
         .activation_bits = 8,
         .samples = 1000,
         .percent = 99.9,
         .qat_rate = 0.02};

static const struct poptOption own_options[] = {
    OPTION_WHOLE("bits", &own.bits, "of a weight, 2 to 8", "N"),
    OPTION_WHOLE("activation-bits", &own.activation_bits,
                 "of a hidden unit's output, 2 to 8", "N"),
    OPTION_TEXT(
        "scheme", &own.scheme,
        "of weights: report, rounded, symmetric, asymmetric, q-format, k-means or powers",
        "NAME"),
    OPTION_FLAG("per-channel", &own.per_channel,
                "a scale for each unit's weights, not one for all"),
    OPTION_TEXT("calibration", &own.calibration, "of weights: min-max, percentile or mse",
                "NAME"),
    OPTION_TEXT("activation-calibration", &own.activation_calibration,
                "of activations, likewise", "NAME"),
    OPTION_NUMBER("percent", &own.percent, "the percentile, 50 to 100", "X"),
    OPTION_WHOLE("samples", &own.samples, "training images to calibrate activations with",
                 "N"),
    OPTION_FLAG("dynamic", &own.dynamic,
                "scale activations by each image's own largest, uncalibrated"),
    OPTION_NUMBER("prune", &own.prune,
                  "first set this share of the weights to 0, 0 to 1, for good", "X"),
    OPTION_WHOLE("qat", &own.qat, "epochs of quantization-aware training that follow", "N"),
    OPTION_NUMBER("qat-rate", &own.qat_rate, "their learning rate", "X"),
    OPTION_FILE(
        "grid", &own.grid,
        "instead of all this, train with weights, activations, gradients, all or none of "
        "them on the report's grid",
        "NAME"),
    OPTION_FLAG("grid-rounded", &own.rounded, "... rounded, not cut off"),
    OPTION_FLAG("grid-calibrated", &own.calibrated,
                "... reaching as far as the numbers do, not to 1"),
    OPTION_FLAG("grid-masked", &own.masked, "... without gradients for what was clipped"),
    OPTION_FLAG("sweep", &own.sweep, "try every scheme with 8 to 2 bits, into sweep.csv"),
    OPTION_FLAG("verify", &own.verify,
                "compare the integer network with its float simulation, bit by bit"),
    OPTION_FLAG("time", &own.time, "measure the time for a single image"),
    TRAINING_OPTIONS(settings),
    POPT_TABLEEND,
};

static const program about = {
    .name = "05-quantization",
    .about =
        "Trains a network, then writes its weights and activations in few bits: by a "
        "scale,\n"
        "a zero point or a codebook, for all units or each, after training or during it.\n"
        "With the schemes symmetric and q-format, what reads the test images at the end\n"
        "computes with whole numbers alone.",
    .examples =
        "05-quantization                               8 bits, integers only\n"
        "05-quantization --bits 4 --per-channel        half the bytes; what does it cost?\n"
        "05-quantization --bits 2 --per-channel --calibration mse --qat 5\n"
        "                                              weights -1, 0 and 1, trained on\n"
        "05-quantization --scheme k-means --bits 3     any eight numbers\n"
        "05-quantization --verify --out run            bit by bit; keep the file\n"
        "05-quantization --grid all --hidden 10 --batch 0 --rate 0.1 --epochs 300\\\n"
        "    --optimizer gd --schedule constant --init report --every 50\n"
        "                                              as the report quantized\n",
    .further = own_options,
};

enum { GRID_NONE, GRID_WEIGHTS, GRID_ACTIVATIONS, GRID_GRADIENTS, GRID_ALL, GRID_CHOICES };
static const char *const grid_names[GRID_CHOICES] = {"none", "weights", "activations",
                                                     "gradients", "all"};

/* What the options' names mean. */
static fake_settings choose(void)
{
    scheme how = (scheme)options_choose("scheme", own.scheme, scheme_names, SCHEMES);
    range_calibration_kind weights = (range_calibration_kind)options_choose(
        "calibration", own.calibration, range_calibration_names, RANGE_CALIBRATION_KINDS);
    range_calibration_kind activations = (range_calibration_kind)options_choose(
        "activation-calibration", own.activation_calibration, range_calibration_names,
        RANGE_CALIBRATION_KINDS);
    return (fake_settings){
        .weights = {how, own.bits, own.per_channel, {weights, own.percent}},
        .activation_bits = own.activation_bits,
        .activations = {activations, own.percent},
    };
}

static bool is_for_integers(void)
{
    return strcmp(own.scheme, scheme_names[SCHEME_SYMMETRIC]) == 0 ||
           strcmp(own.scheme, scheme_names[SCHEME_Q_FORMAT]) == 0;
}

static void check_own(const options *o)
{
    choose(); /* a name that is not known ends the program */
    if (own.bits < 2 || own.bits > QUANTIZER_MAX_BITS)
        fail_usage("--bits %d: expected 2 to 8", own.bits);
    if (own.activation_bits < 2 || own.activation_bits > QUANTIZER_MAX_BITS)
        fail_usage("--activation-bits %d: expected 2 to 8", own.activation_bits);
    if (!(own.percent >= 50 && own.percent <= 100))
        fail_usage("--percent %g: expected 50 to 100", own.percent);
    if (own.samples < 1)
        fail_usage("--samples %d: expected 1 or more", own.samples);
    if (own.qat < 0)
        fail_usage("--qat %d: expected 0 or more", own.qat);
    if (!(own.qat_rate > 0))
        fail_usage("--qat-rate %g: expected more than 0", own.qat_rate);
    if (!(own.prune >= 0 && own.prune < 1))
        fail_usage("--prune %g: expected 0 or more, and less than 1", own.prune);
    if ((own.dynamic || own.verify || own.time) && !is_for_integers())
        fail_usage("--%s: expected --scheme symmetric or q-format with it",
                   own.dynamic  ? "dynamic"
                   : own.verify ? "verify"
                                : "time");
    if (own.grid != NULL)
        options_choose("grid", own.grid, grid_names, GRID_CHOICES);
    if (own.sweep && o->out == NULL)
        fail_usage("--sweep: expected --out with it, for the table");
}

/* --- training on the report's grid --------------------------------------------------- */

static double largest_weight(const naive_grid *g)
{
    double largest = 0;
    for (int i = 0; i < g->net->parameter_count; i++)
        for (size_t k = 0; k < matrix_size(g->kept[i]); k++)
            largest = fmax(largest, fabs((double)g->kept[i].data[k]));
    return largest;
}

static double share(long part, long whole)
{
    return whole > 0 ? (double)part / (double)whole : NAN;
}

/* The grid, and the table of what it does to the numbers. */
typedef struct grid_watch {
    naive_grid grid;
    table_file table;
    int every; /* steps between two rows */
} grid_watch;

static void grid_before_step(training *t)
{
    grid_watch *w = t->context;
    naive_grid_restore(&w->grid);
}

/* A row for the first step and for every so many, each about that step alone. */
static void grid_after_step(training *t)
{
    grid_watch *w = t->context;
    naive_counts *c = &w->grid.counts;
    error e;
    naive_grid_round(&w->grid);
    double row[] = {(double)t->step, share(c->vanished, c->gradients),
                    share(c->clipped, c->activations), largest_weight(&w->grid)};
    if (w->table.path != NULL && (t->step == 1 || t->step % w->every == 0) &&
        !table_row(&w->table, row, &e))
        fail("%s", e.text);
    *c = (naive_counts){0};
}

static void train_on_grid(training_run *r)
{
    int what = options_choose("grid", own.grid, grid_names, GRID_CHOICES);
    naive_settings s = {.bits = own.bits,
                        .weights = what == GRID_WEIGHTS || what == GRID_ALL,
                        .activations = what == GRID_ACTIVATIONS || what == GRID_ALL,
                        .gradients = what == GRID_GRADIENTS || what == GRID_ALL,
                        .rounded = own.rounded,
                        .calibrated = own.calibrated,
                        .masked = own.masked};
    grid_watch w = {.every = r->s->every};
    error e;
    if (r->o->out != NULL && !table_open(&w.table, r->o->out, "grid.csv",
                                         "step,gradients_vanished,activations_clipped,"
                                         "largest_weight",
                                         &e))
        fail("%s", e.text);
    naive_grid_attach(&w.grid, &s, &r->training);
    r->training.before_step = grid_before_step;
    r->training.after_step = grid_after_step;
    r->training.context = &w;
    run_train(r, r->o->epochs, r->o->rate);
    run_finish(r, NULL, NULL);
    table_free(&w.table);
}

/* --- quantization -------------------------------------------------------------------- */

/* What goes on in quantization-aware training of a pruned network, besides. */
typedef struct companions {
    fake_quantization quantization;
    pruner pruner;
} companions;

static void qat_before_step(training *t)
{
    companions *c = t->context;
    fake_quantization_restore(&c->quantization);
}

static void qat_after_step(training *t)
{
    companions *c = t->context;
    masks_hold(&c->pruner.masks, &t->optimizer);
    fake_quantization_round(&c->quantization);
}

static void train_quantized(training_run *r, companions *c)
{
    r->training.before_step = qat_before_step;
    r->training.after_step = qat_after_step;
    r->training.context = c;
    if (own.qat > 0)
        run_train(r, own.qat, own.qat_rate);
}

/* One line for each weight matrix: what became of it. */
static void print_codes(const fake_quantization *f)
{
    printf("%-16s %10s %5s %7s  %-21s %10s %8s\n", "weight", "shape", "bits", "scales",
           "from .. to", "as float", "coded");
    for (int i = 0; i < f->net->parameter_count; i++) {
        const parameter *p = &f->net->parameters[i];
        const weight_code *c = &f->codes[i];
        if (!p->decays)
            continue;
        double low = INFINITY,
               high = 0; /* the smallest and largest scale; the levels' ends */
        for (int g = 0; c->book == NULL && g < c->groups; g++) {
            low = fmin(low, c->quantizers[g].scale);
            high = fmax(high, c->quantizers[g].scale);
        }
        if (c->book != NULL) {
            low = (double)c->book->levels[0];
            high = (double)c->book->levels[c->book->size - 1];
        }
        char shape[32];
        snprintf(shape, sizeof shape, "%d x %d", p->value.rows, p->value.cols);
        int bits = weight_code_bits(c);
        printf("%-16s %10s %5d %7d  %-9.4g .. %-8.4g %10zu %8zu\n", p->name, shape, bits,
               c->book != NULL ? 0 : c->groups, low, high, 4 * matrix_size(p->value),
               (size_t)p->value.rows * packed_row(p->value.cols, bits));
    }
    for (int n = 0; n < f->net->layer_count; n++)
        if (f->outputs[n].scale > 0)
            printf("layers.%d puts out 0 .. %.4g in steps of %.4g\n", n,
                   quantizer_high(&f->outputs[n]), f->outputs[n].scale);
}

/* What reads the test images in the end. */
typedef struct product {
    integer_network *whole;
    dynamic_network *dynamic;
    predictor *predict;
    void *model;
} product;

static void print_file(const char *path)
{
    struct stat file;
    if (stat(path, &file) != 0)
        fail("%s is not there any more", path);
    printf("%s: %ld bytes\n", path, (long)file.st_size);
}

/* Writes quantized.safetensors into --out, and reads it back: what is measured is the file. */
static void through_file(training_run *r, const fake_quantization *f, product *p)
{
    error e;
    char *path = output_path(r->o->out, "quantized.safetensors");
    if (p->whole != NULL) {
        if (!integer_save(p->whole, path, &e))
            fail("%s", e.text);
        integer_network_free(p->whole);
        p->whole = integer_load(path, r->net->capacity, &e);
        if (p->whole == NULL)
            fail("%s", e.text);
    } else if (!coded_save(r->net, f->codes, f->kept, path, &e) ||
               !coded_load(r->net, path, &e)) {
        fail("%s", e.text);
    }
    print_file(path);
    free(path);
}

static product make_product(training_run *r, const fake_quantization *f)
{
    product p = {.predict = network_predictor, .model = r->net};
    if (is_for_integers())
        p.whole = integer_network_of(f, r->net->capacity);
    if (own.dynamic)
        p.dynamic = dynamic_network_of(f, r->net->capacity);
    if (r->o->out != NULL)
        through_file(r, f, &p);
    if (own.dynamic) {
        p.predict = dynamic_predictor;
        p.model = p.dynamic;
    } else if (p.whole != NULL) {
        p.predict = integer_predictor;
        p.model = p.whole;
    }
    return p;
}

/* On how many test images the kernel and its simulation give the same logits, to the bit; and
   how many the float network under fake quantization takes for something else. */
static void verify(training_run *r, integer_network *whole)
{
    CHECK(whole != NULL, "a scheme that integers cannot compute with");
    const dataset *images = &r->test_images;
    size_t pixels = (size_t)whole->inputs;
    int outputs = network_outputs(r->net), same = 0, others = 0;
    int *guesses = arena_alloc(&r->net->memory, 2 * (size_t)images->count, sizeof *guesses);
    predict_all(guesses, integer_predictor, whole, &r->test, r->net->capacity);
    predict_all(guesses + images->count, network_predictor, r->net, &r->test,
                r->net->capacity);
#pragma omp parallel for reduction(+ : same, others)
    for (int j = 0; j < images->count; j++) {
        const uint8_t *image = images->pixels + (size_t)j * pixels;
        arena memory = {0};
        size_t widest = (size_t)whole->widest;
        uint8_t *bytes = arena_alloc(&memory, 2 * widest, sizeof *bytes);
        int32_t *sums = arena_alloc(&memory, widest, sizeof *sums);
        double simulated[DATASET_CLASSES];
        integer_forward(whole->layers, whole->layer_count, image, whole->widest, bytes,
                        sums);
        integer_simulate(whole, image, simulated);
        int equal = 0;
        for (int i = 0; i < outputs; i++)
            equal += simulated[i] == sums[i];
        same += equal == outputs;
        others += guesses[j] != guesses[images->count + j];
        arena_free(&memory);
    }
    printf("integers and their simulation agree in every logit on %d of %d test images\n",
           same, images->count);
    printf("the float network with rounded numbers takes %d of them for something else\n",
           others);
}

static void print_time(const char *what, double seconds)
{
    printf("one image, %s: %.2f us\n", what, 1e6 * seconds);
}

static void print_evaluation(const char *what, const evaluation *e)
{
    printf("%s: %.2f %% (%d/%d)\n", what, 100 * evaluation_accuracy(e),
           evaluation_correct(e), e->count);
}

static void quantize_and_finish(training_run *r)
{
    companions c;
    fake_settings how = choose();
    c.pruner = pruner_new(r->net, MAGNITUDE, GLOBAL, (uint64_t)r->o->seed);
    pruner_prune(&c.pruner, own.prune);
    if (r->validation_images.count > 0) {
        evaluation before = evaluate_network(r->net, &r->validation, r->loss);
        print_evaluation("as floats, validation", &before);
    }
    evaluation before = evaluate_network(r->net, &r->test, r->loss);
    print_evaluation("as floats", &before);
    if (own.time) {
        network *plain = sparse_network_new(r->net, DENSE_KERNEL, 1);
        image_source source =
            image_source_new(&plain->memory, &r->test_images, plain, IN_ORDER);
        print_time("floats", inference_seconds(network_predictor, plain, &source, 1));
        network_free(plain);
    }
    fake_quantization_begin(&c.quantization, &how, r->net, &r->train, own.samples);
    train_quantized(r, &c);
    print_codes(&c.quantization);
    product p = make_product(r, &c.quantization);
    if (p.whole != NULL)
        printf(
            "products of integers for an image: %zu, %zu of them with a weight that is not "
            "0\n",
            integer_network_products(p.whole), integer_network_products_not_0(p.whole));
    if (own.verify)
        verify(r, p.whole);
    if (own.time)
        print_time(own.dynamic ? "dynamic" : "integers",
                   inference_seconds(p.predict, p.model, &r->test, 1));
    if (r->validation_images.count > 0) {
        evaluation e = evaluate(p.predict, p.model, &r->validation, r->loss,
                                network_logit_gradient(r->net, r->net->capacity));
        print_evaluation("quantized, validation", &e);
    }
    run_finish(r, p.predict, p.model);
    integer_network_free(p.whole);
    dynamic_network_free(p.dynamic);
}

int main(int argc, const char **argv)
{
    threads_wait_briefly(argv);
    options o = {.epochs = 10, .batch = 64, .rate = 0.05, .seed = 1};
    options_parse(&o, &about, argc, argv);
    training_settings_check(&settings);
    check_own(&o);
    training_run r = run_read_data(&o, &settings);
    if (own.samples > r.train_images.count)
        fail_usage("--samples %d: there are %d training images", own.samples,
                   r.train_images.count);
    run_build(&r);
    run_print_network(&r);
    run_begin(&r, &cross_entropy);
    if (own.grid != NULL) {
        train_on_grid(&r);
    } else {
        run_train(&r, o.epochs, o.rate);
        if (own.sweep)
            sweep(&r, own.samples);
        quantize_and_finish(&r);
    }
    run_free(&r);
    options_free(&o);
    return 0;
}
