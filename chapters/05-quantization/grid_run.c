#include "grid_run.h"

#include <math.h>

#include "error.h"

/* Of the weights in full precision. */
static double largest_weight(const naive_grid *g)
{
    double largest = 0;
    for (int i = 0; i < g->net->parameter_count; i++) {
        matrix w = g->settings.weights ? g->kept[i] : g->net->parameters[i].value;
        for (size_t k = 0; g->kept[i].data != NULL && k < matrix_size(w); k++)
            largest = fmax(largest, fabs((double)w.data[k]));
    }
    return largest;
}

static double share(long part, long whole)
{
    return whole > 0 ? (double)part / (double)whole : NAN;
}

/* The grid, and the table of what it does to the numbers. */
typedef struct grid_watch {
    naive_grid grid;
    table_file table;
    int every; /* steps between two rows */
} grid_watch;

static void grid_before_step(training *t)
{
    grid_watch *w = t->context;
    naive_grid_restore(&w->grid);
}

/* A row for the first step and for every so many, each about that step alone. */
static void grid_after_step(training *t)
{
    grid_watch *w = t->context;
    naive_counts *c = &w->grid.counts;
    error e;
    naive_grid_round(&w->grid);
    double row[] = {(double)t->step, share(c->vanished, c->gradients),
                    share(c->clipped, c->activations), largest_weight(&w->grid)};
    if (w->table.path != NULL && (t->step == 1 || t->step % w->every == 0) &&
        !table_row(&w->table, row, &e))
        fail("%s", e.text);
    *c = (naive_counts){0};
}

void train_on_grid(training_run *r, const naive_settings *s)
{
    grid_watch w = {.every = r->s->every};
    error e;
    if (r->o->out != NULL && !table_open(&w.table, r->o->out, "grid.csv",
                                         "step,gradients_vanished,activations_clipped,"
                                         "largest_weight",
                                         &e))
        fail("%s", e.text);
    naive_grid_attach(&w.grid, s, &r->training);
    r->training.before_step = grid_before_step;
    r->training.after_step = grid_after_step;
    r->training.context = &w;
    run_train(r, r->o->epochs, r->o->rate);
    run_finish(r, NULL, NULL);
    table_free(&w.table);
}
