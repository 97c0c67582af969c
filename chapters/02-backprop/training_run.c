#include "training_run.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checkpoint.h"
#include "clock.h"
#include "error.h"
#include "interrupt.h"
#include "output_file.h"
#include "weights.h"

enum {
    HIDDEN_LAYERS = 16,
    PART = 10240 /* images worked on at once where a batch has more */
};

void training_settings_check(training_settings *s)
{
    static const char *const inits[] = {"he", "report"};
    s->how = (optimizer_kind)options_choose("optimizer", s->optimizer, optimizer_names,
                                            OPTIMIZER_KINDS);
    s->pace = (schedule_kind)options_choose("schedule", s->schedule, schedule_names,
                                            SCHEDULE_KINDS);
    s->first = options_choose("init", s->init, inits, 2) == 0 ? INIT_HE : INIT_REPORT;
    if (!(s->momentum >= 0 && s->momentum < 1))
        fail_usage("--momentum %g: expected 0 or more, and less than 1", s->momentum);
    if (!(s->decay >= 0 && s->decay < INFINITY))
        fail_usage("--decay %g: expected 0 or more", s->decay);
    if (s->images < 0)
        fail_usage("--images %d: expected 0 or more", s->images);
    if (s->every < 1)
        fail_usage("--every %d: expected 1 or more", s->every);
}

training_run run_read_data(const options *o, const training_settings *s)
{
    training_run r = {.o = o, .s = s, .start = clock_seconds()};
    error e;
    if (!dataset_read_pair(&r.all, &r.test_images,
                           o->data != NULL ? o->data : BUNDLED_DIGITS, &e))
        fail("%s", e.text);
    int images = s->images == 0 ? r.all.count : s->images;
    if (images > r.all.count)
        fail_usage("--images %d: there are %d training images", images, r.all.count);
    if (o->validation >= images)
        fail_usage("--validation %d: of %d training images, none would be left",
                   o->validation, images);
    r.train_images = dataset_slice(&r.all, 0, images - o->validation);
    r.validation_images = dataset_slice(&r.all, images - o->validation, o->validation);
    return r;
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

void run_build(training_run *r)
{
    int units[HIDDEN_LAYERS], hidden = parse_hidden(r->s->hidden, units);
    int capacity = r->o->batch > 0 && r->o->batch < PART ? r->o->batch : PART;
    r->net = network_new(r->all.height * r->all.width, capacity);
    for (int i = 0; i < hidden; i++) {
        network_add_dense(r->net, units[i]);
        network_add_relu(r->net);
    }
    network_add_dense(r->net, DATASET_CLASSES);
    run_first_weights(r);
}

void run_first_weights(training_run *r)
{
    rng weights = rng_new((uint64_t)r->o->seed, 0);
    network_initialize(r->net, r->s->first, &weights);
    error e;
    if (r->s->load != NULL && !weights_load(r->net, r->s->load, &e))
        fail("%s", e.text);
}

void run_print_network(const training_run *r)
{
    char architecture[ARCHITECTURE_SIZE];
    network_architecture(r->net, architecture);
    printf("%s: %zu parameters, %d images to learn from\n", architecture,
           network_parameter_count(r->net), r->train_images.count);
}

void run_begin(training_run *r, const loss *l)
{
    arena *memory = &r->net->memory;
    bool whole = r->o->batch == 0;
    r->loss = l;
    r->train = image_source_new(memory, &r->train_images, r->net,
                                whole ? ALIKE_TOGETHER : ANY_ORDER);
    r->validation = image_source_new(memory, &r->validation_images, r->net, IN_ORDER);
    r->test = image_source_new(memory, &r->test_images, r->net, IN_ORDER);
    r->training = training_new(r->net, &r->train, l, r->o->batch, r->s->how);
    r->training.optimizer.momentum = r->s->momentum;
    r->training.optimizer.decay = r->s->decay;
    if (!whole) {
        rng *shuffler = arena_alloc(memory, 1, sizeof *shuffler);
        *shuffler = rng_new((uint64_t)r->o->seed, 1);
        r->training.shuffler = shuffler;
    }
    r->last_epoch = r->o->epochs;
    error e;
    if (!training_log_open(&r->log, r->o->out, &e))
        fail("%s", e.text);
}

static void check_divergence(const evaluation *seen, int epoch)
{
    if (seen->count > 0 && !isfinite(seen->loss_sum))
        fail("training diverged in epoch %d: the loss is not a number any more; try a "
             "smaller --rate",
             epoch);
}

static void print_epoch(training_run *r)
{
    const epoch_record *record = &r->record;
    char validation[40] = "";
    if (record->validation.count > 0)
        snprintf(validation, sizeof validation, ", validation %.2f %%",
                 100 * evaluation_accuracy(&record->validation));
    progress_line(&r->progress, "epoch %3d/%d  loss %.4f  train %.2f %%%s  %.1f s",
                  record->epoch, r->last_epoch, evaluation_loss(&record->train),
                  100 * evaluation_accuracy(&record->train), validation, record->seconds);
}

/* Writes the record's row, unless that has been done. */
static void write_record(training_run *r)
{
    error e;
    if (r->pending && !training_log_write(&r->log, &r->record, &e))
        fail("%s", e.text);
    r->pending = false;
}

static void measure_epoch(training_run *r, const evaluation *seen)
{
    r->record = (epoch_record){.epoch = r->epoch, .step = r->training.step, .train = *seen};
    r->record.rate = training_rate(&r->training);
    r->record.validation = evaluate_network(r->net, &r->validation, r->loss);
    r->record.seconds = clock_seconds() - r->start;
    r->pending = true;
    print_epoch(r);
}

static void save_weights(const training_run *r)
{
    if (r->o->out == NULL)
        return;
    error e;
    char *path = output_path(r->o->out, "model.safetensors");
    if (!weights_save(r->net, path, &e))
        fail("%s", e.text);
    free(path);
}

/* A file in --out, in fresh memory. */
static char *checkpoint_path(const training_run *r)
{
    return output_path(r->o->out, "checkpoint.safetensors");
}

static void write_checkpoint(training_run *r)
{
    error e;
    char *path = checkpoint_path(r);
    if (!checkpoint_write(r->checkpoint, path, &e))
        fail("%s", e.text);
    free(path);
}

/* There is nothing to go on with when a run has come to its end. */
static void remove_checkpoint(const training_run *r)
{
    if (r->checkpoint == NULL || r->o->out == NULL)
        return;
    char *path = checkpoint_path(r);
    remove(path);
    free(path);
}

/* Between two epochs, where a run can be taken up again. */
static void keep_state(training_run *r)
{
    enum { SECONDS = 10 }; /* what may be lost if the machine fails */
    if (r->checkpoint == NULL || r->o->out == NULL)
        return;
    checkpoint_take(r->checkpoint, r);
    if (clock_seconds() - r->checkpoint->written > SECONDS)
        write_checkpoint(r);
}

/* Goes back to the end of the last complete epoch, saves it and ends the program. */
static _Noreturn void end_interrupted(training_run *r)
{
    error e;
    progress_end(&r->progress);
    if (r->o->out != NULL) {
        if (!checkpoint_restore(r->checkpoint, r, &e))
            fail("%s", e.text);
        write_checkpoint(r);
        save_weights(r);
    }
    progress_line(&r->progress, "interrupted after %d of %d epochs%s", r->epoch,
                  r->last_epoch,
                  r->o->out != NULL ? "; the same command with --resume goes on" : "");
    interrupt_end();
}

void run_resume(training_run *r, const char *more)
{
    error e;
    r->checkpoint = arena_alloc(&r->net->memory, 1, sizeof *r->checkpoint);
    r->checkpoint->written = clock_seconds();
    checkpoint_describe(r->checkpoint, r, more);
    if (!r->s->resume)
        return;
    if (r->o->out == NULL)
        fail_usage("--resume: expected --out too, the directory of the interrupted run");
    char *path = checkpoint_path(r);
    if (!checkpoint_read(r->checkpoint, path, &e))
        fail("%s", e.text);
    free(path);
}

/* Goes back to where the interrupted run was; the clock goes on from its last row. */
static void go_on(training_run *r)
{
    error e;
    if (!checkpoint_restore(r->checkpoint, r, &e))
        fail("%s/checkpoint.safetensors: %s", r->o->out, e.text);
    const table_file *rows = &r->log.metrics;
    if (rows->rows > 0)
        r->start -= rows->values[(rows->rows - 1) * rows->columns + TRAINING_LOG_SECONDS];
}

static void train_epoch(training_run *r, bool measured)
{
    char what[40];
    snprintf(what, sizeof what, "epoch %d/%d", r->epoch + 1, r->last_epoch);
    evaluation seen = {0};
    progress_begin(&r->progress, what, r->train.images->count, r->o->quiet);
    if (!training_epoch(&r->training, measured ? &seen : NULL, &r->progress))
        end_interrupted(r);
    progress_end(&r->progress);
    r->epoch++;
    check_divergence(&seen, r->epoch);
    if (measured)
        measure_epoch(r, &seen);
}

void run_train(training_run *r, int epochs, double rate)
{
    int last = r->epoch + epochs;
    training_schedule(&r->training, r->s->pace, rate, epochs);
    r->last_epoch = last > r->last_epoch ? last : r->last_epoch;
    if (r->checkpoint != NULL) {
        if (r->s->resume)
            go_on(r);
        r->training.stop = interrupted;
        interrupt_catch();
    }
    while (r->epoch < last) {
        write_record(r); /* the last one's waits for what follows */
        keep_state(r);
        train_epoch(r, (r->epoch + 1) % r->s->every == 0 || r->epoch + 1 == last);
    }
    if (r->checkpoint != NULL)
        interrupt_release();
}

/* What the model takes each test image for, so that others can compare. */
static void save_predictions(training_run *r, predictor *predict, void *model)
{
    int count = r->test.images->count;
    int *guesses = arena_alloc(&r->net->memory, (size_t)count, sizeof *guesses);
    predict_all(guesses, predict, model, &r->test, r->net->capacity);
    error e;
    if (!training_log_predictions(&r->log, r->test.images->labels, guesses, count, &e))
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
    for (int c = 0; c < DATASET_CLASSES; c++) {
        printf("%5d", c);
        print_share(evaluation_precision(test, c));
        print_share(evaluation_recall(test, c));
        print_share(evaluation_f1(test, c));
        printf("\n");
    }
}

void run_finish(training_run *r, predictor *predict, void *model)
{
    if (predict == NULL) {
        predict = network_predictor;
        model = r->net;
    }
    evaluation test = evaluate(predict, model, &r->test, r->loss,
                               network_logit_gradient(r->net, r->net->capacity));
    if (r->epoch > 0) /* what the last step did shows only here */
        check_divergence(&test, r->epoch);
    r->record.test = test;
    r->pending = true;
    write_record(r);
    save_weights(r);
    save_predictions(r, predict, model);
    remove_checkpoint(r);
    training_log_close(&r->log);
    print_classes(&test);
    printf("%.1f s, %.0f MB of memory\n", clock_seconds() - r->start,
           1e-6 * (double)clock_peak_memory());
    printf("test accuracy %.4f (%d/%d)\n", evaluation_accuracy(&test),
           evaluation_correct(&test), test.count);
}

void run_free(training_run *r)
{
    if (r->checkpoint != NULL)
        tensor_file_free(&r->checkpoint->state);
    network_free(r->net);
    dataset_free(&r->all);
    dataset_free(&r->test_images);
    *r = (training_run){0};
}
