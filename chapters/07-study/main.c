/*
 * Chapter 7: the study.
 *
 * Makes one cell of the report's table: a mode, a model, a learning rate and a seed. A cell
 * that is finished already is shown and not made again, so that all of them can be asked for,
 * by many processes on many machines, until all are there.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cell_run.h"
#include "output_file.h"
#include "threads.h"

static const char *mode, *faults_off, *faults_on, *model_name, *rate_name, *cell_word;
static int list, seeds = 5;
static study settings = {.percent = 10};

static const struct poptOption own_options[] = {
    {"mode", 0, POPT_ARG_STRING, &mode, 0, "published or corrected", "NAME"},
    {"without", 0, POPT_ARG_STRING, &faults_off, 0,
     "turn some of the published faults off: loss-not-in-gradient, loss-formulas, "
     "bare-softmax, "
     "mean-of-all, one-bias-gradient, mask-not-kept, fixed-scale, truncation, "
     "clipping-ignored, "
     "quantized-gradients, diagonal-confusion, no-test-set",
     "F,F"},
    {"with", 0, POPT_ARG_STRING, &faults_on, 0, "turn some of them on in corrected", "F,F"},
    {"model", 0, POPT_ARG_STRING, &model_name, 0,
     "a row of the table: classical, quantized-mse, pruned-hinge, ...", "NAME"},
    {"rate", 0, POPT_ARG_STRING, &rate_name, 0, "0.01, 0.1 or 0.5", "X"},
    {"list", 0, POPT_ARG_NONE, &list, 0,
     "print the names of all cells with this mode, model, rate, and seeds from --seed on",
     NULL},
    {"seeds", 0, POPT_ARG_INT | POPT_ARGFLAG_SHOW_DEFAULT, &seeds, 0,
     "how many seeds the list has", "N"},
    {"cell", 0, POPT_ARG_STRING, &cell_word, 0,
     "make the cell of this name, or of this place in the list, from 1", "NAME|N"},
    {"images", 0, POPT_ARG_INT | POPT_ARGFLAG_SHOW_DEFAULT, &settings.images, 0,
     "images drawn for a cell; 0: the report's 42,000, or all if there are fewer", "N"},
    {"iterations", 0, POPT_ARG_INT | POPT_ARGFLAG_SHOW_DEFAULT, &settings.iterations, 0,
     "stop after so many; 0: where the report does", "N"},
    {"percent", 0, POPT_ARG_INT | POPT_ARGFLAG_SHOW_DEFAULT, &settings.percent, 0,
     "of the weights that a pruned model loses", "N"},
    POPT_TABLEEND,
};

static const program about = {
    .name = "07-study",
    .about =
        "Makes one cell of the report's table, as published (with every fault of the\n"
        "report, each of which can be turned off) or corrected. A finished cell is not\n"
        "made again.",
    .examples =
        "07-study                                    corrected, classical, rate 0.5\n"
        "07-study --mode published --model quantized-mse --rate 0.1\n"
        "07-study --mode published --without one-bias-gradient,bare-softmax\n"
        "07-study --list --seeds 1                   the names of all cells\n"
        "07-study --cell published/pruned-mse/0.1/seed-3 --out study\n"
        "07-study --list | parallel -j 2 07-study --out study --threads 1 --cell\n"
        "                                            all of them, two at a time\n",
    .further = own_options,
    .no_training = true,
};

/* --- which cell ---------------------------------------------------------------------- */

/* The faults that --mode, --without and --with leave. */
static fault_set faults_of(fault_set set, const char *off, const char *on)
{
    fault_set changed;
    error e;
    if (off != NULL && !faults_parse(&changed, off, &e))
        fail_usage("--without: %s", e.text);
    if (off != NULL)
        set &= ~changed;
    if (on != NULL && !faults_parse(&changed, on, &e))
        fail_usage("--with: %s", e.text);
    return on != NULL ? set | changed : set;
}

/* What --mode, --model, --rate and --seed leave of the table; all where they are left out. */
static grid chosen_grid(int seed)
{
    grid g = {.modes = {ALL_FAULTS, NO_FAULTS},
              .mode_count = 2,
              .model_count = MODELS,
              .pace_count = RATES,
              .first_seed = seed,
              .seed_count = seeds};
    error e;
    if (mode != NULL && !mode_parse(&g.modes[0], mode, &e))
        fail_usage("--mode: %s", e.text);
    if (mode != NULL || faults_off != NULL || faults_on != NULL)
        g.mode_count = 1;
    if (mode == NULL && faults_off == NULL && faults_on != NULL)
        g.modes[0] = NO_FAULTS;
    g.modes[0] = faults_of(g.modes[0], faults_off, faults_on);
    if (model_name != NULL) {
        g.first_model = model_find(model_name, &e);
        g.model_count = 1;
    }
    if (g.first_model < 0)
        fail_usage("--model: %s", e.text);
    if (rate_name != NULL) {
        g.first_pace = pace_find(rate_name, &e);
        g.pace_count = 1;
    }
    if (g.first_pace < 0)
        fail_usage("--rate: %s", e.text);
    return g;
}

static void print_list(const grid *g)
{
    for (int n = 0; n < grid_size(g); n++) {
        char name[CELL_NAME_SIZE];
        cell c = grid_cell(g, n);
        cell_name(name, &c);
        printf("%s\n", name);
    }
}

/* The cell of --cell, by name or by number in the list. */
static cell cell_of_word(const char *word, const grid *g)
{
    cell c;
    error e;
    if (word[strspn(word, "0123456789")] == '\0') {
        long n = strtol(word, NULL, 10);
        if (strlen(word) > 9 || n < 1 || n > grid_size(g))
            fail_usage("--cell %s: the list has cells 1 to %d", word, grid_size(g));
        return grid_cell(g, (int)n - 1);
    }
    if (!cell_parse(&c, word, &e))
        fail_usage("--cell: %s", e.text);
    return c;
}

static cell chosen_cell(const grid *g)
{
    if (cell_word != NULL)
        return cell_of_word(cell_word, g);
    grid one = *g;
    if (g->mode_count > 1)
        one.modes[0] = NO_FAULTS;
    if (rate_name == NULL)
        one.first_pace = RATES - 1;
    one.mode_count = one.model_count = one.pace_count = 1;
    return grid_cell(&one, 0);
}

static void check_settings(void)
{
    if (seeds < 1)
        fail_usage("--seeds %d: expected 1 or more", seeds);
    if (settings.images < 0)
        fail_usage("--images %d: expected 0 or more", settings.images);
    if (settings.iterations < 0)
        fail_usage("--iterations %d: expected 0 or more", settings.iterations);
    if (settings.percent < 0 || settings.percent > 100)
        fail_usage("--percent %d: expected 0 to 100", settings.percent);
}

/* --- making it ----------------------------------------------------------------------- */

/* "OUT/published/pruned-mse/0.1/seed-3", whose directory is made; NULL without --out. */
static char *stem_of(const char *out, const cell *c)
{
    if (out == NULL)
        return NULL;
    char name[CELL_NAME_SIZE];
    cell_name(name, c);
    char *stem = output_path(out, name), *slash = strrchr(stem, '/');
    error e;
    *slash = '\0';
    if (!output_directory(stem, &e))
        fail("%s", e.text);
    *slash = '/';
    return stem;
}

/* Reads the cell's file if it is there, else makes it. */
static json_t *finished_cell(training_run *r, const cell *c, const char *stem, bool quiet)
{
    if (stem == NULL)
        return cell_make(r, &settings, c, NULL, quiet);
    char *path = malloc(strlen(stem) + sizeof ".json");
    CHECK(path != NULL, "no memory for a file name");
    sprintf(path, "%s.json", stem);
    json_t *made_with = cell_made_with(&settings, c, r), *result;
    error e;
    if (access(path, F_OK) == 0) {
        result = cell_file_read(path, made_with, &e);
        if (result != NULL)
            printf("%s is finished already\n", path);
    } else {
        result = cell_make(r, &settings, c, stem, quiet);
        if (!cell_file_write(result, made_with, path, &e))
            fail("%s", e.text);
    }
    if (result == NULL)
        fail("%s", e.text);
    json_decref(made_with);
    free(path);
    return result;
}

int main(int argc, const char **argv)
{
    threads_wait_briefly(argv);
    options o = {.seed = 1};
    options_parse(&o, &about, argc, argv);
    check_settings();
    grid g = chosen_grid(o.seed);
    if (list) {
        print_list(&g);
        options_free(&o);
        return 0;
    }
    cell c = chosen_cell(&g);
    char *stem = stem_of(o.out, &c);
    options training_options = o; /* of a run that writes and says nothing by itself */
    training_options.out = NULL;
    training_options.quiet = true;
    training_options.seed = c.seed;
    training_settings report;
    arena memory = {0};
    training_run r = cell_read_data(&training_options, &settings, &c, &report, &memory);
    json_t *result = finished_cell(&r, &c, stem, o.quiet);
    cell_result_print(result);
    json_decref(result);
    run_free(&r);
    arena_free(&memory);
    free(stem);
    options_free(&o);
    return 0;
}
