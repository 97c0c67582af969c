/*
 * Chapter 6: a convolutional network of fewer than 8,000 parameters.
 *
 * Trains one of three networks on the images, says after each epoch how it is doing, reads the
 * test set once at the end, and writes what it measured and learned to --out.
 */
#include <stdlib.h>
#include "cnn.h"
#include "error.h"
#include "threads.h"
#include "training_run.h"

static training_settings settings = TRAINING_DEFAULTS;
static const char *net_name = "best";
static int summary, no_augment;

static const struct poptOption own_options[] = {
    {"net", 0, POPT_ARG_STRING | POPT_ARGFLAG_SHOW_DEFAULT, &net_name, 0,
     "plain, batchnorm or best", "NAME"},
    {"summary", 0, POPT_ARG_NONE, &summary, 0, "print the network layer by layer, and stop",
     NULL},
    {"no-augment", 0, POPT_ARG_NONE, &no_augment, 0, "train on the images as they are",
     NULL},
    LEARNING_OPTIONS(settings),
    POPT_TABLEEND,
};

static const program about = {
    .name = "06-cnn",
    .about = "Trains a convolutional network of fewer than 8,000 parameters to read "
             "handwritten\n"
             "digits.",
    .examples = "06-cnn                            the best network, five epochs\n"
                "06-cnn --net plain --summary      its layers, one by one\n",
    .further = own_options,
};

/* What the recipe says holds where the command line says nothing. */
static void follow_recipe(options *o, const recipe *r)
{
    if (!options_given(o, "rate"))
        o->rate = r->rate;
    if (!options_given(o, "batch"))
        o->batch = r->batch;
    if (!options_given(o, "schedule"))
        settings.schedule = r->schedule;
    if (!options_given(o, "decay"))
        settings.decay = r->decay;
}

int main(int argc, const char **argv)
{
    threads_wait_briefly(argv);
    options o = {.epochs = 5, .batch = 64, .rate = 0.1, .seed = 1};
    options_parse(&o, &about, argc, argv);
    cnn_kind kind = (cnn_kind)options_choose("net", net_name, cnn_names, CNN_KINDS);
    follow_recipe(&o, &cnn_recipes[kind]);
    training_settings_check(&settings);

    enum { PART = 256 };
    training_run r = run_read_data(&o, &settings);
    r.net = cnn_new(kind, o.batch > 0 && o.batch < PART ? o.batch : PART);
    if (summary) {
        cnn_print_summary(stdout, r.net);
        return 0;
    }
    run_first_weights(&r);
    run_print_network(&r);
    run_begin(&r, &cross_entropy);
    augmentation a = cnn_recipes[kind].augment;
    a.seed = (uint64_t)o.seed;
    if (getenv("AUG"))
        sscanf(getenv("AUG"), "%lf,%lf,%lf,%lf", &a.rotation, &a.scale, &a.shear, &a.shift);
    if (a.shift > 0 && !no_augment) {
        r.train.change = augment;
        r.train.settings = &a;
    }
    run_train(&r, o.epochs, o.rate);
    run_finish(&r, NULL, NULL);
    run_free(&r);
    options_free(&o);
    return 0;
}
