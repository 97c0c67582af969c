/*
 * Pruning within a run of training: what a program's options ask for, from the trained network
 * to the pruned one.
 */
#ifndef PRUNING_RUN_H
#define PRUNING_RUN_H

#include "pruner.h"
#include "training_run.h"

typedef enum pace {
    ONE_SHOT,
    ITERATIVE,
    GRADUAL,
    REPORT, /* report_pruning.h: anew in every step, no mask */
    PACES
} pace;

/* What the options say, and, once checked, what their names mean. */
typedef struct pruning_settings {
    double sparsity;  /* the share to be pruned, 0 .. 1 */
    double fine_rate; /* the largest rate of training on */
    const char *criterion, *scope, *pruning;
    int rounds;                     /* of iterative pruning */
    int fine_tune;                  /* epochs of training on, in each round */
    int score_images;               /* for the gradient criterion */
    int structured, rewind, reinit; /* flags */
    criterion by;
    scope where;
    pace how;
} pruning_settings;

#define PRUNING_DEFAULTS                                                                   \
    {                                                                                      \
        .sparsity = 0.9, .fine_rate = 0.05, .criterion = "magnitude", .scope = "global",   \
        .pruning = "one-shot", .rounds = 5, .fine_tune = 3, .score_images = 2000           \
    }

/* Ends the program if an option cannot be right; fills in what the names mean. */
void pruning_settings_check(pruning_settings *s);

/* The values of all parameters as they are now, in the network's arena: its first weights, to
   rewind to. */
matrix *run_keep_weights(training_run *r);

/*
 * Prunes the run's network and trains on, as the settings say. Prints a line for each round,
 * and writes pruning.csv to --out: round, epoch, sparsity (of weights, or of units), zeros
 * (the share of weights that are 0), val_pruned and val_tuned (validation accuracy right
 * after pruning and after training on; empty without validation images).
 */
void run_prune(training_run *r, const pruning_settings *s, const matrix *first);

#endif
