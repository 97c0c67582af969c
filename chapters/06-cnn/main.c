/*
 * Chapter 6: a convolutional network of fewer than 8,000 parameters.
 *
 * Trains one of three networks on the images, says after each epoch how it is doing, reads the
 * test set once at the end, and writes what it measured and learned to --out.
 */
#include <math.h>
#include <stdio.h>

#include "augment.h"
#include "clock.h"
#include "cnn.h"
#include "error.h"
#include "fold.h"
#include "forms.h"
#include "inference_time.h"
#include "layer_times.h"
#include "pictures.h"
#include "pruner.h"
#include "team.h"
#include "threads.h"
#include "training_run.h"

static training_settings settings = TRAINING_DEFAULTS;
static struct {
    const char *net;
    double augment, prune, fine_rate;
    int fine_tune, clean;
    int summary, forms, pictures, time; /* flags */
} own = {.net = "best", .augment = 1, .fine_tune = 2, .fine_rate = 0.03};

static const struct poptOption own_options[] = {
    OPTION_TEXT("net", &own.net, "plain, batchnorm or best", "NAME"),
    OPTION_FLAG("summary", &own.summary, "print the network layer by layer, and stop"),
    {"augment", 0, POPT_ARG_DOUBLE, &own.augment, 0,
     "how far training images are turned, stretched and moved; 0: not at all; "
     "1: 15 degrees, 15 %, 2 pixels",
     "X"},
    {"clean", 0, POPT_ARG_INT, &own.clean, 0,
     "epochs at the end that take training images as they are", "N"},
    OPTION_NUMBER("prune", &own.prune,
                  "after training, prune this share of the weights, 0 to 1", "X"),
    OPTION_WHOLE("fine-tune", &own.fine_tune, "epochs of training on with what is left",
                 "N"),
    OPTION_NUMBER("fine-rate", &own.fine_rate, "their largest learning rate", "X"),
    OPTION_FLAG("forms", &own.forms,
                "test other forms of the network, too: folded, in half precision, averaged "
                "over shifts"),
    OPTION_FLAG("pictures", &own.pictures,
                "write mistakes, windows and feature maps to --out as PNG files"),
    OPTION_FLAG("time", &own.time,
                "measure the time of each layer and of an image, and stop"),
    LEARNING_OPTIONS(settings),
    RESUME_OPTION(settings),
    POPT_TABLEEND,
};

static const program about = {
    .name = "06-cnn",
    .about =
        "Trains a convolutional network of fewer than 8,000 parameters to read\n"
        "handwritten digits. Rate, schedule, batch, decay and augmentation are those that\n"
        "suit the network, unless an option says otherwise.",
    .examples =
        "06-cnn                                   the best network, five epochs\n"
        "06-cnn --net plain                       as the challenge began\n"
        "06-cnn --net batchnorm --augment 0       the second, on images as they are\n"
        "06-cnn --summary                         shapes, parameters, multiplications\n"
        "06-cnn --forms --out run                 what it is in use; keep the files\n"
        "06-cnn --load run/model.safetensors --epochs 0 --pictures --out run\n",
    .further = own_options,
};

/* Where the command line says nothing, the recipe holds. */
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
    if (!options_given(o, "augment"))
        own.augment = r->augment;
    if (!options_given(o, "clean"))
        own.clean = r->clean;
}

static void check_own(const options *o)
{
    if (!(own.augment >= 0 && own.augment <= 4))
        fail_usage("--augment %g: expected 0 to 4", own.augment);
    if (own.clean < 0)
        fail_usage("--clean %d: expected 0 or more", own.clean);
    if (!(own.prune >= 0 && own.prune < 1))
        fail_usage("--prune %g: expected 0 or more, and less than 1", own.prune);
    if (own.fine_tune < 0)
        fail_usage("--fine-tune %d: expected 0 or more", own.fine_tune);
    if (!(own.fine_rate > 0))
        fail_usage("--fine-rate %g: expected more than 0", own.fine_rate);
    if (own.prune > 0 && settings.resume)
        fail_usage("--resume: a run with --prune cannot be resumed");
    if (own.pictures && o->out == NULL)
        fail_usage("--pictures: expected --out with it, for the files");
}

/* A network for the images, which must be of the size that the book's networks read. */
static void build(training_run *r, cnn_kind kind)
{
    enum { PART = 256 }; /* images worked on at once where a batch has more */
    if (r->all.height != CNN_SIDE || r->all.width != CNN_SIDE)
        fail("images of %d x %d pixels, expected %d x %d", r->all.height, r->all.width,
             CNN_SIDE, CNN_SIDE);
    r->net = cnn_new(kind, r->o->batch > 0 && r->o->batch < PART ? r->o->batch : PART);
    run_first_weights(r);
}

/* Seconds an image that a team needs for all test images, from their bytes to what it takes them
   for: the shortest of several passes. */
static double team_seconds(const training_run *r, const network *folded)
{
    enum { PASSES = 7 };
    int count = r->test.images->count;
    team t = team_new(folded, (volume){1, CNN_SIDE, CNN_SIDE}, r->o->threads, count);
    int *guesses = arena_alloc(&t.memory, (size_t)count, sizeof *guesses);
    double best = INFINITY;
    for (int pass = 0; pass < PASSES; pass++) {
        double start = clock_seconds();
        matrix_argmax(guesses, team_forward(&t, r->test.images, r->test.in_order, count));
        best = fmin(best, clock_seconds() - start);
    }
    team_free(&t);
    return best / count;
}

static void print_times(training_run *r)
{
    layer_time times[NETWORK_LAYERS];
    network *net = r->net;
    int count =
        r->train.images->count < net->capacity ? r->train.images->count : net->capacity;
    batch b = image_source_batch(&r->train, r->train.in_order, count);
    double peak = machine_peak();
    layer_times_measure(times, net, &b);
    printf("microseconds an image, in batches of %d; 10^9 operations a second, of %.0f\n",
           count, peak);
    printf("layer              forward backward   forward backward\n");
    for (int n = 0; n < net->layer_count; n++) {
        const layer_time *t = &times[n];
        printf("%-5d %-12s %7.3f %8.3f", n, net->layers[n].type->name, t->forward,
               t->backward);
        if (t->products > 0)
            printf("  %8.1f %8.1f", t->forward_rate, t->backward_rate);
        printf("\n");
    }
    network *folded = fold_network(net, (volume){1, CNN_SIDE, CNN_SIDE}, net->capacity);
    printf("one image alone %.1f, in batches of %d %.2f, all test images by a team %.2f\n",
           1e6 * inference_seconds(network_predictor, folded, &r->test, 1), count,
           1e6 * inference_seconds(network_predictor, folded, &r->test, count),
           1e6 * team_seconds(r, folded));
    network_free(folded);
}

/* Chapter 4's pruning: the smallest weights of all layers, for good. */
static void prune(training_run *r)
{
    pruner p = pruner_new(r->net, MAGNITUDE, GLOBAL, (uint64_t)r->o->seed);
    pruner_prune(&p, own.prune);
    r->training.after_step = pruner_after_step;
    r->training.context = &p;
    run_train(r, own.fine_tune, own.fine_rate);
    r->training.after_step = NULL;
    printf("%.2f %% of the weights pruned\n", 100 * masks_sparsity(&p.masks));
}

static void train(training_run *r)
{
    char more[64];
    snprintf(more, sizeof more, " --augment %.17g --clean %d", own.augment, own.clean);
    augmentation how =
        augmentation_of(own.augment, r->o->epochs - own.clean, (uint64_t)r->o->seed);
    if (own.prune == 0)
        run_resume(r, more);
    run_begin(r, &cross_entropy);
    if (own.time) {
        print_times(r);
        return;
    }
    if (own.augment > 0) {
        r->train.change = augment;
        r->train.settings = &how;
    }
    run_train(r, r->o->epochs, r->o->rate);
    if (own.prune > 0)
        prune(r);
    if (own.forms)
        forms_measure(r);
    if (own.pictures)
        pictures_write(r, r->o->out);
    run_finish(r, NULL, NULL);
}

int main(int argc, const char **argv)
{
    threads_wait_briefly(argv);
    options o = {.epochs = 5, .batch = 64, .rate = 0.1, .seed = 1};
    options_parse(&o, &about, argc, argv);
    cnn_kind kind = (cnn_kind)options_choose("net", own.net, cnn_names, CNN_KINDS);
    follow_recipe(&o, &cnn_recipes[kind]);
    training_settings_check(&settings);
    check_own(&o);
    if (own.summary) {
        network *net = cnn_new(kind, 1);
        cnn_print_summary(stdout, net);
        network_free(net);
    } else {
        training_run r = run_read_data(&o, &settings);
        build(&r, kind);
        printf("%s: %zu parameters, %d images to learn from\n", own.net,
               network_parameter_count(r.net), r.train_images.count);
        train(&r);
        run_free(&r);
    }
    options_free(&o);
    return 0;
}
