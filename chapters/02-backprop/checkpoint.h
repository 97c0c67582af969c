/*
 * A checkpoint: all that a training run is after an epoch, so that it can go on from there
 * as if it had never stopped, to the same bits.
 *
 * It is a file of tensors: the network's parameters and buffers under their names, what the
 * optimizer remembers ("velocity.layers.0.weight", "square.layers.0.weight"), the order of the
 * images, the random generator that shuffles them, the counters of epochs and steps, and the
 * rows of the log so far. The metadata's "run" says what all this belongs to; a checkpoint of
 * another run is refused.
 */
#ifndef CHECKPOINT_H
#define CHECKPOINT_H

#include "safetensors.h"
#include "training_run.h"

enum { CHECKPOINT_RUN_SIZE = 2048 };

typedef struct checkpoint {
    char run[CHECKPOINT_RUN_SIZE]; /* what must be the same for a run to go on */
    tensor_file state;             /* as it was when it was taken; all zeros before that */
    double written;                /* when, on clock_seconds' clock */
} checkpoint;

/* Describes a run whose network is built; `more` is what else its program's options decide. */
void checkpoint_describe(checkpoint *c, const training_run *r, const char *more);

/* Takes one, in the place of an earlier one. */
void checkpoint_take(checkpoint *c, training_run *r);

/*
 * Puts a run that has begun where it was when the checkpoint was taken. Refused, with the
 * reason and before anything is changed: a missing tensor or one too many, another type or
 * shape, NaN or infinity among the weights, an order that is none, counters of another place.
 */
bool checkpoint_restore(const checkpoint *c, training_run *r, error *e);

bool checkpoint_write(checkpoint *c, const char *path, error *e);
/* Refuses a file that is of another run than the one described. */
bool checkpoint_read(checkpoint *c, const char *path, error *e);

#endif
