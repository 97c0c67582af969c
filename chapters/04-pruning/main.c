/*
 * Chapter 4: a network with most of its weights removed.
 *
 * Trains a network as chapter 2 does (or loads one), prunes it, trains on with what is left,
 * and says what it has become: layer by layer, in bytes of files, in time for an image.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "inference_time.h"
#include "output_file.h"
#include "pruner.h"
#include "sparse_file.h"
#include "sparse_matrix.h"
#include "sparse_network.h"
#include "threads.h"
#include "training_run.h"
#include "units.h"
#include "weights.h"

typedef enum pace { ONE_SHOT, ITERATIVE, GRADUAL, PACES } pace;
static const char *const pace_names[PACES] = {"one-shot", "iterative", "gradual"};

typedef struct pruning_settings {
    double sparsity, fine_rate;
    const char *criterion, *scope, *pruning;
    int rounds, fine_tune, score_images;
    int structured, rewind, reinit; /* flags */
    criterion by;
    scope where;
    pace how;
} pruning_settings;

static training_settings settings = TRAINING_DEFAULTS;
static pruning_settings pruning = {.sparsity = 0.9,
                                   .fine_rate = 0.02,
                                   .criterion = "magnitude",
                                   .scope = "global",
                                   .pruning = "one-shot",
                                   .rounds = 5,
                                   .fine_tune = 3,
                                   .score_images = 2000};

#define SHOWN POPT_ARGFLAG_SHOW_DEFAULT
static const struct poptOption own_options[] = {
    {"sparsity", 0, POPT_ARG_DOUBLE | SHOWN, &pruning.sparsity, 0,
     "share of the weights to be pruned, 0 to 1", "X"},
    {"criterion", 0, POPT_ARG_STRING | SHOWN, &pruning.criterion, 0,
     "which first: magnitude, random or gradient", "NAME"},
    {"scope", 0, POPT_ARG_STRING | SHOWN, &pruning.scope, 0,
     "the share of each layer, or of all: layer or global", "NAME"},
    {"pruning", 0, POPT_ARG_STRING | SHOWN, &pruning.pruning, 0,
     "when: one-shot, iterative or gradual", "NAME"},
    {"rounds", 0, POPT_ARG_INT | SHOWN, &pruning.rounds, 0, "of iterative pruning", "N"},
    {"fine-tune", 0, POPT_ARG_INT | SHOWN, &pruning.fine_tune, 0,
     "epochs after pruning, in each round", "N"},
    {"fine-rate", 0, POPT_ARG_DOUBLE | SHOWN, &pruning.fine_rate, 0,
     "their largest learning rate", "X"},
    {"structured", 0, POPT_ARG_NONE, &pruning.structured, 0,
     "prune whole hidden units, and shrink the matrices", NULL},
    {"rewind", 0, POPT_ARG_NONE, &pruning.rewind, 0,
     "after pruning go back to the first weights, and train again", NULL},
    {"reinit", 0, POPT_ARG_NONE, &pruning.reinit, 0,
     "the same from new random weights, the control", NULL},
    {"score-images", 0, POPT_ARG_INT | SHOWN, &pruning.score_images, 0,
     "for the gradient criterion", "N"},
    TRAINING_OPTIONS(settings),
    POPT_TABLEEND,
};

static const program about = {
    .name = "04-pruning",
    .about =
        "Trains a network to read handwritten digits, removes most of its weights, trains\n"
        "on with what is left, and shows what that did to accuracy, size and speed.\n"
        "The accuracy at the end is that of kernels which skip what was removed.",
    .examples =
        "04-pruning                                   nine weights of ten, at once\n"
        "04-pruning --sparsity 0.98 --pruning gradual --fine-tune 10\n"
        "04-pruning --criterion random                the control: how much is due to "
        "luck\n"
        "04-pruning --fine-tune 0                     and if nothing is repaired\n"
        "04-pruning --structured --sparsity 0.5       half of the hidden units\n"
        "04-pruning --rewind --sparsity 0.9           the lottery ticket\n"
        "04-pruning --out run                         keep files: dense, CSR and bitmap\n"
        "04-pruning --load run/model.safetensors --epochs 0 --sparsity 0.95\n",
    .further = own_options,
};

static void check_settings(pruning_settings *s)
{
    s->by = (criterion)options_choose("criterion", s->criterion, criterion_names, CRITERIA);
    s->where = (scope)options_choose("scope", s->scope, scope_names, SCOPES);
    s->how = (pace)options_choose("pruning", s->pruning, pace_names, PACES);
    if (!(s->sparsity >= 0 && s->sparsity <= 1))
        fail_usage("--sparsity %g: expected 0 to 1", s->sparsity);
    if (!(s->fine_rate > 0))
        fail_usage("--fine-rate %g: expected more than 0", s->fine_rate);
    if (s->rounds < 1)
        fail_usage("--rounds %d: expected 1 or more", s->rounds);
    if (s->fine_tune < 0)
        fail_usage("--fine-tune %d: expected 0 or more", s->fine_tune);
    if (s->score_images < 1)
        fail_usage("--score-images %d: expected 1 or more", s->score_images);
    if ((s->rewind || s->reinit) && settings.load != NULL)
        fail_usage("--rewind and --reinit need a network trained from its first weights: "
                   "they do not go with --load");
    if ((s->rewind || s->reinit) && s->how == GRADUAL)
        fail_usage("--rewind and --reinit go with one-shot or iterative pruning");
}

/* ---- Pruning and training on ---- */

/* The network as it was before it learned anything. */
static matrix *first_weights(network *net)
{
    matrix *first = arena_alloc(&net->memory, (size_t)net->parameter_count, sizeof *first);
    for (int i = 0; i < net->parameter_count; i++) {
        matrix value = net->parameters[i].value;
        first[i] = matrix_new(&net->memory, value.rows, value.cols);
        matrix_copy(first[i], value);
    }
    return first;
}

/* Weights from before training, or others as good; where a mask says so, none. */
static void start_again(training_run *r, const pruner *p, const matrix *first, bool anew)
{
    enum { STREAM = 5 };
    rng random = rng_new((uint64_t)r->o->seed, STREAM);
    if (anew)
        network_initialize(r->net, r->s->first, &random);
    else
        for (int i = 0; i < r->net->parameter_count; i++)
            matrix_copy(r->net->parameters[i].value, first[i]);
    masks_hold(&p->masks, NULL);
}

/* Validation accuracy; NAN without validation images. */
static double accuracy_now(training_run *r)
{
    evaluation e = evaluate_network(r->net, &r->validation, r->loss);
    return evaluation_accuracy(&e);
}

static void print_accuracy(const char *when, double accuracy)
{
    if (!isnan(accuracy))
        printf(", validation %s %.2f %%", when, 100 * accuracy);
}

static double sparsity_now(const pruner *p)
{
    return p->units ? (double)units_pruned(&p->masks, p->net) / network_hidden_units(p->net)
                    : masks_sparsity(&p->masks);
}

/* Prunes to a share, and trains on: one round. */
static void prune_and_train(training_run *r, pruner *p, const matrix *first, int round,
                            int rounds, table_file *table)
{
    bool again = pruning.rewind || pruning.reinit;
    int epochs = again ? r->o->epochs : pruning.fine_tune;
    if (pruning.how == GRADUAL && epochs > 0)
        pruner_go(p, &r->training, pruning.sparsity,
                  epochs * training_epoch_steps(&r->training) / 2);
    else
        pruner_prune(p, iterative_sparsity(pruning.sparsity, round, rounds));
    double pruned = accuracy_now(r);
    if (again)
        start_again(r, p, first, pruning.reinit && round == rounds);
    run_train(r, epochs, again ? r->o->rate : pruning.fine_rate);
    double tuned = accuracy_now(r);

    printf("%.2f %% of %s pruned", 100 * sparsity_now(p), p->units ? "units" : "weights");
    print_accuracy("then", pruned);
    print_accuracy("after training on", tuned);
    printf("\n");
    error e;
    double row[] = {round,  r->epoch, sparsity_now(p), masks_sparsity(&p->masks),
                    pruned, tuned};
    if (r->o->out != NULL && !table_row(table, row, &e))
        fail("%s", e.text);
}

static void prune_network(training_run *r, pruner *p, const matrix *first)
{
    table_file table = {0};
    error e;
    if (r->o->out != NULL &&
        !table_open(&table, r->o->out, "pruning.csv",
                    "round,epoch,sparsity,weight_sparsity,val_pruned,val_tuned", &e))
        fail("%s", e.text);
    int rounds = pruning.how == ITERATIVE ? pruning.rounds : 1;
    bool again = pruning.rewind || pruning.reinit;
    r->last_epoch = r->epoch + rounds * (again ? r->o->epochs : pruning.fine_tune);
    r->training.after_step = pruner_after_step;
    r->training.context = p;
    for (int round = 1; round <= rounds; round++)
        prune_and_train(r, p, first, round, rounds, &table);
    table_free(&table);
}

/* ---- What it has become ---- */

/* One line for each weight matrix, with the bytes that its arrays take in a file. */
static void print_layers(const network *net)
{
    size_t all[STORAGES] = {0};
    printf("%-16s %11s %9s %8s %10s %10s %10s\n", "", "shape", "weights", "zeros", "dense",
           "csr", "bitmap");
    for (int i = 0; i < net->parameter_count; i++) {
        const parameter *p = &net->parameters[i];
        char shape[32];
        size_t n = matrix_size(p->value), bytes[STORAGES];
        for (storage how = 0; how < STORAGES; how++)
            all[how] += bytes[how] = storage_bytes(p, how);
        if (!p->decays)
            continue;
        snprintf(shape, sizeof shape, "%d x %d", p->value.rows, p->value.cols);
        printf("%-16s %11s %9zu %6.2f %% %10zu %10zu %10zu\n", p->name, shape, n,
               100 * (1 - (double)stored_count(p->value) / (double)n), bytes[STORE_DENSE],
               bytes[STORE_CSR], bytes[STORE_BITMAP]);
    }
    printf("%-48s %9zu %10zu %10zu bytes\n", "with biases", all[STORE_DENSE],
           all[STORE_CSR], all[STORE_BITMAP]);
}

static long file_bytes(const char *path)
{
    struct stat about_file;
    return stat(path, &about_file) == 0 ? (long)about_file.st_size : -1;
}

/* Writes the three files, reads the sparse ones back, and says how large they are. */
static void save_files(const training_run *r)
{
    static const char *const names[STORAGES] = {
        "model-dense.safetensors", "model-csr.safetensors", "model-bitmap.safetensors"};
    if (r->o->out == NULL)
        return;
    printf("files:");
    for (storage how = 0; how < STORAGES; how++) {
        error e;
        char *path = output_path(r->o->out, names[how]);
        if (!sparse_weights_save(r->net, how, path, &e) ||
            !sparse_weights_load(r->net, path, &e))
            fail("%s", e.text);
        printf(" %s %ld bytes%s", storage_names[how], file_bytes(path),
               how + 1 < STORAGES ? "," : "\n");
        free(path);
    }
}

/* Microseconds an image with each kernel, for one image and for many at once. */
static void measure_speed(training_run *r, int at_once, table_file *table)
{
    double row[1 + KERNELS] = {at_once};
    for (kernel how = 0; how < KERNELS; how++) {
        network *stored = sparse_network_new(r->net, how, at_once);
        image_source source =
            image_source_new(&stored->memory, r->test.images, stored, IN_ORDER);
        row[1 + how] = 1e6 * inference_seconds(network_predictor, stored, &source, at_once);
        network_free(stored);
    }
    printf("%4d at once: dense %.2f us an image, csr %.2f, sparse %.2f\n", at_once, row[1],
           row[2], row[3]);
    error e;
    if (table->path != NULL && !table_row(table, row, &e))
        fail("%s", e.text);
}

static void measure_speeds(training_run *r)
{
    table_file table = {0};
    error e;
    if (r->o->out != NULL &&
        !table_open(&table, r->o->out, "speed.csv", "at_once,dense,csr,sparse", &e))
        fail("%s", e.text);
    measure_speed(r, 1, &table);
    if (r->net->capacity > 1)
        measure_speed(r, r->net->capacity, &table);
    table_free(&table);
}

/* From here on the run is about the network without its pruned units. */
static network *go_on_with_shrunk(training_run *r)
{
    network *big = r->net;
    r->net = network_shrunk(big, big->capacity);
    return big;
}

/* Tests the network with the kernels that skip. */
static void finish(training_run *r)
{
    network *sparse = sparse_network_new(r->net, SPARSE_KERNEL, r->net->capacity);
    r->test = image_source_new(&sparse->memory, &r->test_images, sparse, IN_ORDER);
    run_finish(r, network_predictor, sparse);
    network_free(sparse);
}

static void check_network(const training_run *r)
{
    for (int i = 0; i < r->net->parameter_count; i++)
        if (!storage_fits(&r->net->parameters[i], STORE_CSR))
            fail_usage("--hidden %s: a layer of %d inputs is too wide for sparse storage, "
                       "which has at most %d columns",
                       r->s->hidden, r->net->parameters[i].value.cols, SPARSE_MAX_COLUMNS);
    if (pruning.structured && network_hidden_units(r->net) == 0)
        fail_usage("--structured: the network has no hidden units");
}

int main(int argc, const char **argv)
{
    threads_wait_briefly(argv);
    options o = {.epochs = 10, .batch = 64, .rate = 0.05, .seed = 1, .validation = 1000};
    options_parse(&o, &about, argc, argv);
    training_settings_check(&settings);
    check_settings(&pruning);

    training_run r = run_read_data(&o, &settings);
    run_build(&r);
    check_network(&r);
    run_print_network(&r);
    matrix *first = first_weights(r.net);
    run_begin(&r, &cross_entropy);
    run_train(&r, o.epochs, o.rate);
    printf("dense");
    print_accuracy("accuracy", accuracy_now(&r));
    printf("\n");

    pruner p = pruner_new(r.net, pruning.by, pruning.where, (uint64_t)o.seed);
    p.units = pruning.structured;
    p.source = &r.train;
    p.loss = r.loss;
    p.images = pruning.score_images < r.train_images.count ? pruning.score_images
                                                           : r.train_images.count;
    prune_network(&r, &p, first);
    network *big = pruning.structured ? go_on_with_shrunk(&r) : NULL;
    if (big != NULL)
        run_print_network(&r);
    print_layers(r.net);
    save_files(&r);
    measure_speeds(&r);
    finish(&r);
    network_free(big);
    run_free(&r);
    options_free(&o);
    return 0;
}
