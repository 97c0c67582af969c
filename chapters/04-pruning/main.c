/*
 * Chapter 4: a network with most of its weights removed.
 *
 * Trains a network as chapter 2 does (or loads one), prunes it, trains on with what is left,
 * and says what it has become: layer by layer, in bytes of files, in time for an image.
 */
#include <stdio.h>

#include "pruned_model.h"
#include "pruning_run.h"
#include "sparse_file.h"
#include "sparse_matrix.h"
#include "sparse_network.h"
#include "threads.h"
#include "units.h"

static training_settings settings = TRAINING_DEFAULTS;
static pruning_settings pruning = PRUNING_DEFAULTS;

static const struct poptOption own_options[] = {
    OPTION_NUMBER("sparsity", &pruning.sparsity,
                  "share of the weights to be pruned, 0 to 1", "X"),
    OPTION_TEXT("criterion", &pruning.criterion,
                "which first: magnitude, random or gradient", "NAME"),
    OPTION_TEXT("scope", &pruning.scope,
                "the share of each layer, or of all: layer or global", "NAME"),
    OPTION_TEXT(
        "pruning", &pruning.pruning,
        "when: one-shot, iterative, gradual, or report (in each step anew, and never "
        "for good)",
        "NAME"),
    OPTION_WHOLE("rounds", &pruning.rounds, "of iterative pruning", "N"),
    OPTION_WHOLE("fine-tune", &pruning.fine_tune, "epochs of training on, in each round",
                 "N"),
    OPTION_NUMBER("fine-rate", &pruning.fine_rate, "their largest learning rate", "X"),
    OPTION_FLAG("structured", &pruning.structured,
                "prune whole hidden units, and shrink the matrices"),
    OPTION_FLAG("rewind", &pruning.rewind,
                "after pruning, go back to the first weights and train again"),
    OPTION_FLAG("reinit", &pruning.reinit, "the same from new random weights: the control"),
    OPTION_WHOLE("score-images", &pruning.score_images, "for the gradient criterion", "N"),
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
        "04-pruning                              nine weights of ten, at once\n"
        "04-pruning --fine-tune 0                and if nothing is repaired?\n"
        "04-pruning --criterion random           the control: how much is due to luck\n"
        "04-pruning --sparsity 0.98 --pruning gradual --fine-tune 10\n"
        "04-pruning --structured --sparsity 0.5  half of the hidden units\n"
        "04-pruning --rewind                     the lottery ticket\n"
        "04-pruning --out run                    keep files: dense, CSR and bitmap\n"
        "04-pruning --load run/model.safetensors --epochs 0 --sparsity 0.95\n",
    .further = own_options,
};

static void check_network(const training_run *r)
{
    const network *net = r->net;
    for (int i = 0; i < net->parameter_count; i++)
        if (!storage_fits(&net->parameters[i], STORE_CSR))
            fail_usage("--hidden %s: a layer of %d inputs, sparse storage has room for %d",
                       r->s->hidden, net->parameters[i].value.cols, SPARSE_MAX_COLUMNS);
    if (pruning.structured && network_hidden_units(net) == 0)
        fail_usage("--structured: the network has no hidden units");
    if ((pruning.rewind || pruning.reinit) && r->s->load != NULL)
        fail_usage(
            "--load: the first weights of a loaded network are not known, as --rewind "
            "and --reinit need them");
}

/* The run goes on with the network without its pruned units. Returns the old one. */
static network *shrink(training_run *r)
{
    network *whole = r->net;
    r->net = network_shrunk(whole, whole->capacity);
    run_print_network(r);
    return whole;
}

/* Tests the network with the kernels that skip. */
static void finish(training_run *r)
{
    network *sparse = sparse_network_new(r->net, SPARSE_KERNEL, r->net->capacity);
    r->test = image_source_new(&sparse->memory, &r->test_images, sparse, IN_ORDER);
    run_finish(r, network_predictor, sparse);
    network_free(sparse);
}

int main(int argc, const char **argv)
{
    threads_wait_briefly(argv);
    options o = {.epochs = 10, .batch = 64, .rate = 0.05, .seed = 1, .validation = 1000};
    settings.decay = 0.0001; /* useless weights are to become small */
    options_parse(&o, &about, argc, argv);
    training_settings_check(&settings);
    pruning_settings_check(&pruning);

    training_run r = run_read_data(&o, &settings);
    run_build(&r);
    check_network(&r);
    run_print_network(&r);
    matrix *first = run_keep_weights(&r);
    run_begin(&r, &cross_entropy);
    run_train(&r, o.epochs, o.rate);
    run_prune(&r, &pruning, first);
    network *whole = pruning.structured ? shrink(&r) : NULL;
    print_layers(r.net);
    run_save_files(&r);
    run_measure_speed(&r);
    finish(&r);
    network_free(whole);
    run_free(&r);
    options_free(&o);
    return 0;
}
