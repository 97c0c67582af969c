/*
 * One run of a program that trains: from its options to the files that it leaves in --out.
 *
 * Every chapter's program from here on goes the same way:
 *
 *     training_settings_check   what is wrong with the options alone
 *     run_read_data             the images, divided into training, validation and test images
 *     run_build                 the network (or the program builds one of another kind)
 *     run_resume                for one that may be interrupted: Ctrl-C loses nothing
 *     run_begin                 sources of batches, optimizer, files
 *     run_train                 some epochs; a program may change the network and train on
 *     run_finish                the test images, once; weights, predictions and the last line
 *     run_free
 *
 * and does its own between these steps, or from the training loop's sockets.
 */
#ifndef TRAINING_RUN_H
#define TRAINING_RUN_H

#include "options.h"
#include "training.h"
#include "training_log.h"

/* What the options of TRAINING_OPTIONS set, and, once checked, what their names mean. */
typedef struct training_settings {
    const char *hidden, *optimizer, *schedule, *init, *load;
    double momentum, decay;
    int images, every, resume;
    optimizer_kind how;
    schedule_kind pace;
    initialization first;
} training_settings;

#define TRAINING_DEFAULTS                                                                  \
    {                                                                                      \
        .hidden = "128,64", .optimizer = "nesterov", .schedule = "one-cycle",              \
        .init = "he", .momentum = 0.9, .every = 1                                          \
    }

/* Rows for a program's table of options, for a training_settings of static storage. */
#define TRAINING_OPTIONS(s)                                                                \
    OPTION_TEXT("hidden", &(s).hidden, "units of each hidden layer, or none", "N,N"),      \
        OPTION_TEXT("init", &(s).init,                                                     \
                    "first weights: he, or report (all uniform in [-0.5, 0.5))", "NAME"),  \
        LEARNING_OPTIONS(s)

/* Those of them that make sense whatever the network is. */
#define LEARNING_OPTIONS(s)                                                                \
    OPTION_TEXT("optimizer", &(s).optimizer, "gd, momentum, nesterov or adam", "NAME"),    \
        OPTION_TEXT("schedule", &(s).schedule,                                             \
                    "constant, step, cosine, cyclical or one-cycle", "NAME"),              \
        OPTION_NUMBER("momentum", &(s).momentum,                                           \
                      "how much of the last step goes on, 0 to 1", "X"),                   \
        OPTION_NUMBER("decay", &(s).decay, "pull of the weights towards 0", "X"),          \
        OPTION_WHOLE("images", &(s).images,                                                \
                     "use the first N images, those for validation included; 0: all",      \
                     "N"),                                                                 \
        OPTION_WHOLE("every", &(s).every,                                                  \
                     "measure after every N epochs, and after the last", "N"),             \
        OPTION_FILE("load", &(s).load,                                                     \
                    "start from the weights of an earlier run's model.safetensors",        \
                    "FILE")

/* One more row, for a program that calls run_resume. */
#define RESUME_OPTION(s)                                                                   \
    OPTION_FLAG("resume", &(s).resume,                                                     \
                "go on where the same command, with the same --out, was interrupted")

/* Ends the program if an option cannot be right; fills in what the names mean. */
void training_settings_check(training_settings *s);

struct checkpoint; /* checkpoint.h */

typedef struct training_run {
    const options *o;
    const training_settings *s;
    dataset all, train_images, validation_images, test_images; /* two are slices of all */
    network *net;
    const loss *loss;
    image_source train, validation, test;
    training training;
    int epoch, last_epoch; /* trained so far; to be trained in all, as far as is known */
    epoch_record record;   /* of the last epoch that was measured */
    bool pending; /* its row is still to be written, should the test images follow */
    training_log log;
    struct checkpoint *checkpoint; /* NULL: the run ends when it is interrupted */
    progress progress;
    double start; /* seconds, on clock_seconds' clock */
} training_run;

/* Reads the images of --data, and divides them as --images and --validation say. Bad ones end
   the program. */
training_run run_read_data(const options *o, const training_settings *s);

/* The network of --hidden, with first weights by --init from stream 0 of --seed, or those of
   --load. */
void run_build(training_run *r);

/* Its second half, for a network r->net of another kind. */
void run_first_weights(training_run *r);

/* "784 dense 10: 7850 parameters, 8000 images to learn from" on standard output. */
void run_print_network(const training_run *r);

/*
 * Called before run_begin: an interrupted run keeps its last complete epoch in --out:
 * model.safetensors, the rows of the log, and checkpoint.safetensors, which is also written now
 * and then, should worse happen than Ctrl-C. With --resume the run goes on from there, to the
 * same bits as one that was not interrupted. A checkpoint of another run is refused: `more` says
 * what the program's further options decide (" --gamma 2"). For programs with a single run_train.
 */
void run_resume(training_run *r, const char *more);

/*
 * Prepares training on r->train_images with a loss, which must outlive the run, and opens the
 * files of --out. Stream 1 of --seed shuffles the images unless the batch is all of them. From
 * here on the run must stay where it is: the training points into it.
 */
void run_begin(training_run *r, const loss *l);

/*
 * Trains for `epochs` epochs with the whole schedule, up to `rate`, and an optimizer that
 * remembers nothing. Measures after every --every epochs, and after the last of these. A loss
 * that is not finite any more ends the program with status 1.
 */
void run_train(training_run *r, int epochs, double rate);

/*
 * Measures a model on the test images, once; writes the rest of the files; prints what it
 * reached on each digit, time and memory, and the last line, "test accuracy 0.9812 (9812/10000)".
 * A NULL predictor stands for the network itself.
 */
void run_finish(training_run *r, predictor *predict, void *model);

/* Frees everything and restores the initial (all zero) state. */
void run_free(training_run *r);

#endif
