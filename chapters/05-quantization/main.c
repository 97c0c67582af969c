/*
 * Chapter 5: the same network in fewer bits.
 *
 * Trains a network, or loads one; quantizes it as the options say, before or after more
 * training under quantization; and reads the test images with what came out: where the scheme
 * allows it, with whole numbers alone. Or trains on the report's grid, to see what goes wrong.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "bit_packing.h"
#include "error.h"
#include "grid_run.h"
#include "inference_time.h"
#include "pruner.h"
#include "quantized_model.h"
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
        "Trains a network, then writes its weights and activations in few bits: by a\n"
        "scale, a zero point or a codebook, for all units or each, after training or\n"
        "during it. With the schemes symmetric and q-format, what reads the test images\n"
        "at the end computes with whole numbers alone.",
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

static naive_settings grid_settings(void)
{
    int what = options_choose("grid", own.grid, grid_names, GRID_CHOICES);
    return (naive_settings){.bits = own.bits,
                            .weights = what == GRID_WEIGHTS || what == GRID_ALL,
                            .activations = what == GRID_ACTIVATIONS || what == GRID_ALL,
                            .gradients = what == GRID_GRADIENTS || what == GRID_ALL,
                            .rounded = own.rounded,
                            .calibrated = own.calibrated,
                            .masked = own.masked};
}

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
    quantized_model m =
        quantized_model_new(r, &c.quantization, is_for_integers(), own.dynamic);
    if (m.whole != NULL)
        printf(
            "products of integers for an image: %zu, %zu of them with a weight that is not "
            "0\n",
            integer_network_products(m.whole), integer_network_products_not_0(m.whole));
    if (own.verify)
        quantized_model_verify(&m, r);
    if (own.time)
        print_time(own.dynamic ? "dynamic" : "integers",
                   inference_seconds(m.predict, m.model, &r->test, 1));
    if (r->validation_images.count > 0) {
        evaluation e = evaluate(m.predict, m.model, &r->validation, r->loss,
                                network_logit_gradient(r->net, r->net->capacity));
        print_evaluation("quantized, validation", &e);
    }
    run_finish(r, m.predict, m.model);
    quantized_model_free(&m);
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
        naive_settings grid = grid_settings();
        train_on_grid(&r, &grid);
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
