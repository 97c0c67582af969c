/*
 * Chapter 3: what to minimize.
 *
 * Trains chapter 2's network with any of six losses, on the training images as they are, or
 * spoiled on purpose, and says how far the network's confidence can be trusted.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "calibration.h"
#include "losses.h"
#include "spoil.h"
#include "threads.h"
#include "training_run.h"

static training_settings settings = TRAINING_DEFAULTS;
static struct choices {
    const char *loss, *weights;
    double gamma, smoothing, unbalance, wrong_labels;
} chosen = {.loss = "cross-entropy", .gamma = 2, .smoothing = 0.1, .unbalance = 1};
static double class_weights[DATASET_CLASSES]; /* what chosen.weights means */

static const struct poptOption own_options[] = {
    OPTION_TEXT("loss", &chosen.loss,
                "cross-entropy, weighted, smoothing, mse, hinge or focal", "NAME"),
    OPTION_NUMBER("gamma", &chosen.gamma,
                  "of focal: how little images count that are read well", "X"),
    OPTION_NUMBER("smoothing", &chosen.smoothing,
                  "of smoothing: what all classes get alike, 0 to 1", "X"),
    OPTION_FILE("weights", &chosen.weights,
                "of weighted and focal: what each digit counts: balanced, none, or ten "
                "numbers with commas between them (default: balanced for weighted, none "
                "for focal)",
                "X,X,..."),
    OPTION_NUMBER("unbalance", &chosen.unbalance,
                  "keep this share of the odd digits' training images", "X"),
    OPTION_NUMBER("wrong-labels", &chosen.wrong_labels,
                  "give this share of the training images a wrong label", "X"),
    TRAINING_OPTIONS(settings),
    RESUME_OPTION(settings),
    POPT_TABLEEND,
};

static const program about = {
    .name = "03-losses",
    .about =
        "Trains a network of dense layers with the loss that you choose, and says how\n"
        "good it is, digit by digit, and how far its confidence can be trusted. The\n"
        "training images can be spoiled on purpose; the others never are.",
    .examples =
        "03-losses --loss focal --gamma 2            attend to what is read badly\n"
        "03-losses --unbalance 0.02                  see the recall of the odd digits,\n"
        "03-losses --unbalance 0.02 --loss weighted  and what weights do for it\n"
        "03-losses --wrong-labels 0.1 --loss mse     every tenth label is wrong\n"
        "03-losses --loss weighted --weights 1,1,1,1,1,1,1,1,9,1      mind the 8\n"
        "03-losses --loss hinge --out run            see run/calibration.csv\n",
    .further = own_options,
};

/* Reads "1,1,0.5,..." into class_weights[]. */
static void parse_weights(const char *text)
{
    const char *next = text;
    for (int c = 0; c < DATASET_CLASSES; c++) {
        char *end;
        class_weights[c] = strtod(next, &end);
        bool last = c == DATASET_CLASSES - 1;
        if (end == next || !(class_weights[c] >= 0 && class_weights[c] <= 1e6) ||
            *end != (last ? '\0' : ','))
            fail_usage("--weights %s: expected balanced, none, or %d numbers from 0 to "
                       "1000000 with commas between them",
                       text, DATASET_CLASSES);
        next = end + 1;
    }
}

static bool is(const char *text, const char *word)
{
    return text != NULL && strcmp(text, word) == 0;
}

/* Settles what --weights means, but for balanced ones, which the images decide. */
static void check_weights(void)
{
    bool weighted = is(chosen.loss, "weighted");
    if (chosen.weights != NULL && !weighted && !is(chosen.loss, "focal"))
        fail_usage("--weights %s: --loss %s takes no weights, weighted and focal do",
                   chosen.weights, chosen.loss);
    if (chosen.weights == NULL)
        chosen.weights = weighted ? "balanced" : "none";
    if (!is(chosen.weights, "balanced"))
        parse_weights(is(chosen.weights, "none") ? "1,1,1,1,1,1,1,1,1,1" : chosen.weights);
}

static void check_settings(void)
{
    check_weights();
    if (!(chosen.gamma >= 0 && chosen.gamma <= 100))
        fail_usage("--gamma %g: expected 0 to 100", chosen.gamma);
    if (!(chosen.smoothing >= 0 && chosen.smoothing <= 1))
        fail_usage("--smoothing %g: expected 0 to 1", chosen.smoothing);
    if (!(chosen.unbalance > 0 && chosen.unbalance <= 1))
        fail_usage("--unbalance %g: expected more than 0, and at most 1", chosen.unbalance);
    if (!(chosen.wrong_labels >= 0 && chosen.wrong_labels <= 1))
        fail_usage("--wrong-labels %g: expected 0 to 1", chosen.wrong_labels);
}

/* Spoils the training images as asked, by stream 3 of --seed; says what they are now. */
static void spoil(dataset *train, int seed)
{
    rng random = rng_new((uint64_t)seed, 3);
    if (chosen.unbalance < 1) {
        spoil_balance(train, chosen.unbalance, &random);
        int images[DATASET_CLASSES] = {0};
        for (int j = 0; j < train->count; j++)
            images[train->labels[j]]++;
        printf("images of each digit:");
        for (int c = 0; c < DATASET_CLASSES; c++)
            printf(" %d", images[c]);
        printf("\n");
    }
    if (chosen.wrong_labels > 0)
        printf("wrong labels: %d\n", spoil_labels(train, chosen.wrong_labels, &random));
}

/* How sure the network is of the test images, and how far it is right to be. */
static void report_calibration(training_run *r)
{
    calibration c = calibration_measure(network_predictor, r->net, &r->test,
                                        network_logit_gradient(r->net, r->net->capacity));
    if (isnan(calibration_confidence(&c)))
        return; /* training diverged, as run_finish is about to say */
    printf("confidence %.2f %% on average, right %.2f %%, expected calibration error "
           "%.2f %%\n",
           100 * calibration_confidence(&c), 100 * calibration_accuracy(&c),
           100 * calibration_error(&c));
    error e;
    if (r->o->out != NULL && !calibration_write(&c, r->o->out, &e))
        fail("%s", e.text);
}

/* A run may go on where it was interrupted, but only with the same loss and images. */
static void resume(training_run *r)
{
    char own[512];
    snprintf(own, sizeof own,
             " --loss %s --gamma %.17g --smoothing %.17g --weights %s --unbalance %.17g"
             " --wrong-labels %.17g",
             chosen.loss, chosen.gamma, chosen.smoothing, chosen.weights, chosen.unbalance,
             chosen.wrong_labels);
    run_resume(r, own);
}

int main(int argc, const char **argv)
{
    threads_wait_briefly(argv);
    options o = {.epochs = 10, .batch = 64, .rate = 0.05, .seed = 1};
    options_parse(&o, &about, argc, argv);
    training_settings_check(&settings);
    int kind = loss_choose("loss", chosen.loss);
    check_settings();

    training_run r = run_read_data(&o, &settings);
    spoil(&r.train_images, o.seed);
    if (is(chosen.weights, "balanced"))
        balanced_weights(class_weights, &r.train_images);
    run_build(&r);
    run_print_network(&r);
    loss_settings s = {
        .gamma = chosen.gamma, .smoothing = chosen.smoothing, .weights = class_weights};
    resume(&r);
    run_begin(&r, loss_new(&r.net->memory, kind, &s));
    run_train(&r, o.epochs, o.rate);
    report_calibration(&r);
    run_finish(&r, NULL, NULL);
    run_free(&r);
    options_free(&o);
    return 0;
}
