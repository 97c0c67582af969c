#include "pruning_run.h"

#include <math.h>
#include <stdio.h>

#include "report_pruning.h"
#include "sparse_matrix.h"
#include "units.h"

static const char *const pace_names[PACES] = {"one-shot", "iterative", "gradual", "report"};

static bool starts_again(const pruning_settings *s)
{
    return s->rewind || s->reinit;
}

void pruning_settings_check(pruning_settings *s)
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
    if (s->rewind && s->reinit)
        fail_usage("--rewind and --reinit: expected one of them");
    if (starts_again(s) && s->how != ONE_SHOT && s->how != ITERATIVE)
        fail_usage(
            "--pruning %s: expected one-shot or iterative with --rewind and --reinit",
            s->pruning);
    if (s->structured && s->how == REPORT)
        fail_usage("--pruning report does not go with --structured");
}

matrix *run_keep_weights(training_run *r)
{
    network *net = r->net;
    matrix *kept = arena_alloc(&net->memory, (size_t)net->parameter_count, sizeof *kept);
    for (int i = 0; i < net->parameter_count; i++) {
        matrix value = net->parameters[i].value;
        kept[i] = matrix_new(&net->memory, value.rows, value.cols);
        matrix_copy(kept[i], value);
    }
    return kept;
}

/* The weights from before training, or others as good; none where a mask says so. */
static void start_again(training_run *r, const masks *m, const matrix *first, bool anew)
{
    enum { STREAM = 5 };
    rng random = rng_new((uint64_t)r->o->seed, STREAM);
    if (anew)
        network_initialize(r->net, r->s->first, &random);
    else
        for (int i = 0; i < r->net->parameter_count; i++)
            matrix_copy(r->net->parameters[i].value, first[i]);
    masks_hold(m, NULL);
}

/* ---- The report's way ---- */

typedef struct report_rule {
    double percent;
    real *scratch;
} report_rule;

static void report_before_step(training *t)
{
    report_rule *rule = t->context;
    report_prune_all(t->net->parameters, t->net->parameter_count, rule->percent,
                     rule->scratch);
}

static void train_by_report(training_run *r, const pruning_settings *s)
{
    size_t most = 0;
    for (int i = 0; i < r->net->parameter_count; i++) {
        size_t n = matrix_size(r->net->parameters[i].value);
        most = n > most ? n : most;
    }
    report_rule rule = {100 * s->sparsity,
                        arena_alloc(&r->net->memory, 2 * most, sizeof(real))};
    r->training.context = &rule;
    r->training.before_step = report_before_step;
    run_train(r, s->fine_tune, s->fine_rate);
    r->training.before_step = NULL;
}

/* ---- Masks that last ---- */

/* Validation accuracy; NAN without validation images. */
static double accuracy_now(training_run *r)
{
    evaluation e = evaluate_network(r->net, &r->validation, r->loss);
    return evaluation_accuracy(&e);
}

/* One round: prunes to a share, and trains on. Returns the accuracy between the two. */
static double prune_and_train(training_run *r, pruner *p, const pruning_settings *s,
                              const matrix *first, int round, int rounds)
{
    int epochs = starts_again(s) ? r->o->epochs : s->fine_tune;
    long steps = epochs * training_epoch_steps(&r->training);
    if (s->how == GRADUAL && epochs > 0)
        pruner_go(p, &r->training, s->sparsity, (steps + 1) / 2); /* and half to recover */
    else
        pruner_prune(p, iterative_sparsity(s->sparsity, round, rounds));
    double pruned = accuracy_now(r);
    if (starts_again(s))
        start_again(r, &p->masks, first, s->reinit && round == rounds);
    r->training.after_step = pruner_after_step;
    r->training.context = p;
    run_train(r, epochs, starts_again(s) ? r->o->rate : s->fine_rate);
    r->training.after_step = NULL;
    return pruned;
}

/* ---- What is said about it ---- */

static double share_of_zeros(const network *net)
{
    size_t weights = 0, stored = 0;
    for (int i = 0; i < net->parameter_count; i++)
        if (net->parameters[i].decays) {
            weights += matrix_size(net->parameters[i].value);
            stored += stored_count(net->parameters[i].value);
        }
    return 1 - (double)stored / (double)weights;
}

static double sparsity_now(const pruner *p)
{
    return p->units ? (double)units_pruned(&p->masks, p->net) / network_hidden_units(p->net)
                    : masks_sparsity(&p->masks);
}

static void tell_round(training_run *r, const pruner *p, int round, double pruned,
                       table_file *table)
{
    double tuned = accuracy_now(r), zeros = share_of_zeros(r->net);
    printf("%.2f %% of the %s pruned", 100 * sparsity_now(p),
           p->units ? "units" : "weights");
    if (r->validation.images->count > 0)
        printf(": validation accuracy %.2f %%, after training on %.2f %%", 100 * pruned,
               100 * tuned);
    printf("\n");
    double row[] = {round, r->epoch, sparsity_now(p), zeros, pruned, tuned};
    error e;
    if (table->path != NULL && !table_row(table, row, &e))
        fail("%s", e.text);
}

void run_prune(training_run *r, const pruning_settings *s, const matrix *first)
{
    static const char header[] = "round,epoch,sparsity,zeros,val_pruned,val_tuned";
    table_file table = {0};
    error e;
    if (r->o->out != NULL && !table_open(&table, r->o->out, "pruning.csv", header, &e))
        fail("%s", e.text);
    int images = r->train_images.count;
    pruner p = pruner_new(r->net, s->by, s->where, (uint64_t)r->o->seed);
    p.units = s->structured;
    p.source = &r->train;
    p.loss = r->loss;
    p.images = s->score_images < images ? s->score_images : images;

    int rounds = s->how == ITERATIVE ? s->rounds : 1;
    r->last_epoch = r->epoch + rounds * (starts_again(s) ? r->o->epochs : s->fine_tune);
    for (int round = 1; round <= rounds; round++) {
        double pruned = accuracy_now(r);
        if (s->how == REPORT)
            train_by_report(r, s);
        else
            pruned = prune_and_train(r, &p, s, first, round, rounds);
        tell_round(r, &p, round, pruned, &table);
    }
    table_free(&table);
}
