/*
 * The cells of the study: a mode, a model, a learning rate and a seed.
 *
 * The report's table has five settings, of which two are the beginnings of two others: the
 * first 500 of the 1,500 iterations at rate 0.1, the first 100 of the 500 at rate 0.5. One
 * cell trains once and is measured at each of the settings that it passes.
 *
 * A cell has a name, "published/pruned-mse/0.1/seed-3", which is also where its files go, and
 * a number in the list of a grid: for make and GNU parallel, and for arrays of jobs.
 */
#ifndef CELL_H
#define CELL_H

#include "faults.h"

enum { MODELS = 11, RATES = 3, SETTINGS = 2, CELL_NAME_SIZE = MODE_SIZE + 80 };

typedef enum compression { UNCOMPRESSED, QUANTIZED, PRUNED } compression;
typedef enum loss_choice { ONE_HOT, MSE, CROSS_ENTROPY, FOCAL, HINGE } loss_choice;

typedef struct model {
    const char *name;
    compression how;
    loss_choice loss;
} model;

/* The rows of the table, in its order. */
extern const model models[MODELS];

typedef struct pace {
    const char *name; /* "0.1" */
    double rate;
    int settings;             /* how many times it is measured */
    int iterations[SETTINGS]; /* and when, rising */
} pace;

extern const pace paces[RATES];

typedef struct cell {
    fault_set faults;
    int model, pace; /* of models and paces */
    int seed;
} cell;

/* Modes x models x paces x seeds, of each those from `first` on. */
typedef struct grid {
    fault_set modes[2];
    int mode_count;
    int first_model, model_count, first_pace, pace_count, first_seed, seed_count;
} grid;

int grid_size(const grid *g);
/* Cell n of 0 .. grid_size - 1: all of one seed before the next, so that a study which is cut
   short has whole tables. */
cell grid_cell(const grid *g, int n);

/* Writes a cell's name into name[CELL_NAME_SIZE]. */
void cell_name(char *name, const cell *c);

/* Reads a name; what is wrong with it is said with what would be right. */
bool cell_parse(cell *c, const char *name, error *e);

/* The number of the model or pace of that name; -1 and a sentence that lists them. */
int model_find(const char *name, error *e);
int pace_find(const char *name, error *e);

#endif
