/*
 * Early stopping: to train for as long as the validation loss falls, and to keep the weights
 * of its lowest point.
 */
#ifndef EARLY_STOPPING_H
#define EARLY_STOPPING_H

#include <stdbool.h>
#include <stddef.h>

#include "matrix.h"

typedef struct early_stopping {
    int patience;   /* epochs without improvement after which it says stop; at least 1 */
    int epochs;     /* seen so far */
    int best_epoch; /* of them the best, counted from 1; 0: none yet */
    double best;    /* its validation loss; INFINITY: none yet */
    size_t count;   /* numbers in `weights` */
    real *weights;  /* those of the best epoch, a copy in memory of its own */
} early_stopping;

/* Before the first epoch, with memory for `count` weights; out of memory, the program ends. To
   be freed with early_stopping_free. */
early_stopping early_stopping_new(int patience, size_t count);

/*
 * After each epoch: its validation loss, and the weights as they are. If the loss is below
 * the best so far, the epoch is the best and its weights are copied. A NaN is never an
 * improvement. Returns whether to stop: whether the last `patience` epochs, at least, brought
 * no improvement.
 */
bool early_stopping_epoch(early_stopping *s, double loss, const real *weights);

/* weights = those of the best epoch; as they are, if there was none. */
void early_stopping_restore(const early_stopping *s, real *weights);

/* Gives the memory back and makes everything zero. */
void early_stopping_free(early_stopping *s);

#endif
