/*
 * Chapter 2: a network learns.
 *
 * Trains a network of dense layers on the images, says after each epoch how it is doing,
 * reads the test set once at the end, and writes what it measured and learned to --out.
 */
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "error.h"
#include "gradient_check.h"
#include "options.h"
#include "output_file.h"
#include "threads.h"
#include "training.h"
#include "training_log.h"
#include "weights.h"

enum {
    DIGITS = DATASET_CLASSES,
    HIDDEN_LAYERS = 16,
    PART = 10000 /* images worked on at once where a batch has more */
};

typedef struct settings {
    const char *hidden, *optimizer, *schedule, *init, *load;
    double momentum, decay;
    int images, every, check_gradients;
    optimizer_kind how; /* what the names mean */
    schedule_kind pace;
    initialization first;
} settings;

static settings own = {.hidden = "128,64",
                       .optimizer = "nesterov",
                       .schedule = "one-cycle",
                       .init = "he",
                       .momentum = 0.9,
                       .every = 1};

static const struct poptOption own_options[] = {
    {"hidden", 0, POPT_ARG_STRING | POPT_ARGFLAG_SHOW_DEFAULT, &own.hidden, 0,
     "units of each hidden layer, or none", "N,N"},
    {"optimizer", 0, POPT_ARG_STRING | POPT_ARGFLAG_SHOW_DEFAULT, &own.optimizer, 0,
     "gd, momentum, nesterov or adam", "NAME"},
    {"schedule", 0, POPT_ARG_STRING | POPT_ARGFLAG_SHOW_DEFAULT, &own.schedule, 0,
     "constant, step, cosine, cyclical or one-cycle", "NAME"},
    {"momentum", 0, POPT_ARG_DOUBLE | POPT_ARGFLAG_SHOW_DEFAULT, &own.momentum, 0,
     "how much of the last step goes on, 0 to 1", "X"},
    {"decay", 0, POPT_ARG_DOUBLE | POPT_ARGFLAG_SHOW_DEFAULT, &own.decay, 0,
     "pull of the weights towards 0", "X"},
    {"init", 0, POPT_ARG_STRING | POPT_ARGFLAG_SHOW_DEFAULT, &own.init, 0,
     "first weights: he, or report (all uniform in [-0.5, 0.5))", "NAME"},
    {"images", 0, POPT_ARG_INT | POPT_ARGFLAG_SHOW_DEFAULT, &own.images, 0,
     "use the first N images, those for validation included; 0: all", "N"},
    {"every", 0, POPT_ARG_INT | POPT_ARGFLAG_SHOW_DEFAULT, &own.every, 0,
     "measure after every N epochs, and after the last", "N"},
    {"load", 0, POPT_ARG_STRING, &own.load, 0,
     "start from the weights of an earlier run's model.safetensors", "FILE"},
    {"check-gradients", 0, POPT_ARG_NONE, &own.check_gradients, 0,
     "compare backpropagation with central differences, and stop", NULL},
    POPT_TABLEEND,
};

static const program about = {
    .name = "02-backprop",
    .about =
        "Trains a network of dense layers to read handwritten digits, by backpropagation.\n"
        "Prints how it is doing after each epoch, and at the end, read once, the accuracy\n"
        "on test images that it has never seen.",
    .examples =
        "02-backprop                                 784-128-64-10, ten epochs\n"
        "02-backprop --hidden 10 --batch 0 --rate 0.5 --epochs 500 --optimizer gd\\\n"
        "    --schedule constant --init report --every 50     as the report trained\n"
        "02-backprop --validation 1000 --out run     keep metrics and weights in run/\n"
        "02-backprop --load run/model.safetensors --epochs 0      use them again\n"
        "02-backprop --check-gradients --hidden 16,12\n"
        "                                            is backward what forward implies?\n",
    .further = own_options,
};

/* The place of `text` in a list of names; a bad one ends the program. */
static int choose(const char *option, const char *text, const char *const *names, int count)
{
    for (int i = 0; i < count; i++)
        if (strcmp(text, names[i]) == 0)
            return i;
    char expected[200] = "";
    for (int i = 0; i < count; i++) {
        const char *before = i == 0 ? "" : i == count - 1 ? " or " : ", ";
        size_t length = strlen(expected);
        snprintf(expected + length, sizeof expected - length, "%s%s", before, names[i]);
    }
    fail_usage("--%s %s: expected %s", option, text, expected);
}

/* Reads "128,64", or "none", into units[]; returns how many there are. */
static int parse_hidden(const char *text, int *units)
{
    if (strcmp(text, "none") == 0)
        return 0;
    int count = 0;
    for (const char *next = text; *next != '\0'; count++) {
        char *end;
        long n = strtol(next, &end, 10);
        if (end == next || (*end != ',' && *end != '\0') || n < 1 || n > 65536 ||
            (*end == ',' && end[1] == '\0') || count == HIDDEN_LAYERS)
            fail_usage("--hidden %s: expected none, or up to %d whole numbers from 1 to "
                       "65536 with commas between them",
                       text, HIDDEN_LAYERS);
        units[count] = (int)n;
        next = *end == ',' ? end + 1 : end;
    }
    return count;
}

/* Everything that can be wrong with the options alone, before any work begins. */
static void check_settings(void)
{
    static const char *const inits[] = {"he", "report"};
    own.how = (optimizer_kind)choose("optimizer", own.optimizer, optimizer_names,
                                     OPTIMIZER_KINDS);
    own.pace =
        (schedule_kind)choose("schedule", own.schedule, schedule_names, SCHEDULE_KINDS);
    own.first = choose("init", own.init, inits, 2) == 0 ? INIT_HE : INIT_REPORT;
    if (!(own.momentum >= 0 && own.momentum < 1))
        fail_usage("--momentum %g: expected 0 or more, and less than 1", own.momentum);
    if (!(own.decay >= 0 && own.decay < INFINITY))
        fail_usage("--decay %g: expected 0 or more", own.decay);
    if (own.images < 0)
        fail_usage("--images %d: expected 0 or more", own.images);
    if (own.every < 1)
        fail_usage("--every %d: expected 1 or more", own.every);
}

typedef struct data {
    dataset all, train, validation, test; /* train and validation are slices of all */
} data;

static data read_data(const options *o)
{
    data d = {0};
    error e;
    if (!dataset_read_pair(&d.all, &d.test, o->data != NULL ? o->data : BUNDLED_DIGITS, &e))
        fail("%s", e.text);
    int images = own.images == 0 ? d.all.count : own.images;
    if (images > d.all.count)
        fail_usage("--images %d: there are %d training images", images, d.all.count);
    if (o->validation >= images)
        fail_usage("--validation %d: of %d training images, none would be left",
                   o->validation, images);
    d.train = dataset_slice(&d.all, 0, images - o->validation);
    d.validation = dataset_slice(&d.all, images - o->validation, o->validation);
    return d;
}

static network *build_network(const options *o, const data *d)
{
    int units[HIDDEN_LAYERS], hidden = parse_hidden(own.hidden, units);

    int capacity = o->batch > 0 && o->batch < PART ? o->batch : PART;
    network *net = network_new(d->all.height * d->all.width, capacity);
    for (int i = 0; i < hidden; i++) {
        network_add_dense(net, units[i]);
        network_add_relu(net);
    }
    network_add_dense(net, DIGITS);

    rng r = rng_new((uint64_t)o->seed, 0);
    network_initialize(net, own.first, &r);
    error e;
    if (own.load != NULL && !weights_load(net, own.load, &e))
        fail("%s", e.text);
    return net;
}

/* One line for each parameter: how far backward is from central differences. */
static void check_gradients(network *net, const data *d, int seed)
{
    enum { IMAGES = 8 };
    rng r = rng_new((uint64_t)seed, 2);
    int images = d->train.count < IMAGES ? d->train.count : IMAGES;
    image_source source = image_source_new(&net->memory, &d->train, net);
    batch b = image_source_batch(&source, source.in_order, images);
    matrix upstream = matrix_new(&net->memory, DIGITS, images);
    for (size_t i = 0; i < matrix_size(upstream); i++)
        upstream.data[i] = (real)rng_normal(&r);

    double errors[NETWORK_PARAMETERS];
    double largest = gradient_check(net, &b, upstream, errors);
    for (int i = 0; i < net->parameter_count; i++)
        printf("%-18s %7zu numbers  relative error %.1e\n", net->parameters[i].name,
               matrix_size(net->parameters[i].value), errors[i]);
    printf("largest %.1e, in %s precision\n", largest,
           sizeof(real) == sizeof(double) ? "double" : "single");
}

typedef struct run {
    const options *o;
    network *net;
    training training;
    image_source train, validation;
    training_log log;
    progress progress;
    double start;
} run;

static void report_epoch(run *r, const epoch_record *record)
{
    char validation[40] = "";
    if (record->validation.count > 0)
        snprintf(validation, sizeof validation, ", validation %.2f %%",
                 100 * evaluation_accuracy(&record->validation));
    progress_line(&r->progress, "epoch %3d/%d  loss %.4f  train %.2f %%%s  %.1f s",
                  record->epoch, r->o->epochs, evaluation_loss(&record->train),
                  100 * evaluation_accuracy(&record->train), validation, record->seconds);
}

static void check_divergence(const evaluation *seen, int epoch)
{
    if (seen->count > 0 && !isfinite(seen->loss_sum))
        fail("training diverged in epoch %d: the loss is not a number any more; try a "
             "smaller --rate",
             epoch);
}

/* Trains for all epochs; returns the record of the last. */
static epoch_record train(run *r)
{
    epoch_record record = {0};
    for (int epoch = 1; epoch <= r->o->epochs; epoch++) {
        bool measured = epoch % own.every == 0 || epoch == r->o->epochs;
        char what[40];
        snprintf(what, sizeof what, "epoch %d/%d", epoch, r->o->epochs);
        record = (epoch_record){.epoch = epoch};
        progress_begin(&r->progress, what, r->train.images->count, r->o->quiet);
        training_epoch(&r->training, measured ? &record.train : NULL, &r->progress);
        progress_end(&r->progress);
        check_divergence(&record.train, epoch);
        if (!measured)
            continue;

        record.step = r->training.step;
        record.rate = schedule_rate(&r->training.schedule, record.step - 1);
        record.validation = evaluate_network(r->net, &r->validation, &cross_entropy);
        record.seconds = clock_seconds() - r->start;
        report_epoch(r, &record);
        error e;
        if (epoch < r->o->epochs && !training_log_write(&r->log, &record, &e))
            fail("%s", e.text);
    }
    return record;
}

static void save(run *r, const epoch_record *last)
{
    error e;
    if (!training_log_write(&r->log, last, &e))
        fail("%s", e.text);
    if (r->o->out == NULL)
        return;
    char *path = output_path(r->o->out, "model.safetensors");
    if (!weights_save(r->net, path, &e))
        fail("%s", e.text);
    free(path);
}

/* What the network takes each test image for, so that others can compare. */
static void save_predictions(run *r, image_source *test)
{
    const dataset *images = test->images;
    int *guesses = arena_alloc(&r->net->memory, (size_t)images->count, sizeof *guesses);
    predict_with_network(guesses, r->net, test);
    error e;
    if (!training_log_predictions(&r->log, images->labels, guesses, images->count, &e))
        fail("%s", e.text);
}

/* A share in percent; a dash where there is none, as the precision of a digit never guessed. */
static void print_share(double share)
{
    if (isnan(share))
        printf("%10s", "-");
    else
        printf("%8.2f %%", 100 * share);
}

static void print_classes(const evaluation *test)
{
    printf("digit precision    recall        F1\n");
    for (int c = 0; c < DIGITS; c++) {
        printf("%5d", c);
        print_share(evaluation_precision(test, c));
        print_share(evaluation_recall(test, c));
        print_share(evaluation_f1(test, c));
        printf("\n");
    }
}

static void train_and_test(const options *o, data *d, network *net)
{
    error e;
    run r = {.o = o, .net = net, .start = clock_seconds()};
    r.train = image_source_new(&net->memory, &d->train, net);
    r.validation = image_source_new(&net->memory, &d->validation, net);
    image_source test = image_source_new(&net->memory, &d->test, net);
    r.training = training_new(net, &r.train, &cross_entropy, o->epochs, o->batch, own.how,
                              own.pace, o->rate);
    r.training.optimizer.momentum = own.momentum;
    r.training.optimizer.decay = own.decay;
    rng shuffler = rng_new((uint64_t)o->seed, 1);
    if (o->batch > 0)
        r.training.shuffler = &shuffler;
    if (!training_log_open(&r.log, o->out, &e))
        fail("%s", e.text);

    epoch_record last = train(&r);
    last.test = evaluate_network(net, &test, &cross_entropy);
    if (o->epochs > 0) /* what the last step did shows only here */
        check_divergence(&last.test, o->epochs);
    save(&r, &last);
    save_predictions(&r, &test);
    training_log_close(&r.log);
    print_classes(&last.test);
    printf("%.1f s, %.0f MB of memory\n", clock_seconds() - r.start,
           1e-6 * (double)clock_peak_memory());
    printf("test accuracy %.4f (%d/%d)\n", evaluation_accuracy(&last.test),
           evaluation_correct(&last.test), last.test.count);
}

int main(int argc, const char **argv)
{
    threads_wait_briefly(argv);
    options o = {.epochs = 10, .batch = 64, .rate = 0.05, .seed = 1};
    options_parse(&o, &about, argc, argv);
    check_settings();

    data d = read_data(&o);
    network *net = build_network(&o, &d);
    char architecture[ARCHITECTURE_SIZE];
    network_architecture(net, architecture);
    printf("%s: %zu parameters, %d images to learn from\n", architecture,
           network_parameter_count(net), d.train.count);
    if (own.check_gradients)
        check_gradients(net, &d, o.seed);
    else
        train_and_test(&o, &d, net);

    network_free(net);
    dataset_free(&d.all);
    dataset_free(&d.test);
    options_free(&o);
    return 0;
}
