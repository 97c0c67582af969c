/*
 * Making a cell: training with the chosen faults, and measuring at each setting.
 *
 * Nothing here trains by itself. Faults and cures are put where the earlier chapters left
 * room for them: in the loss, and in the sockets of the one training loop.
 */
#ifndef CELL_RUN_H
#define CELL_RUN_H

#include "cell.h"
#include "cell_file.h"
#include "training_run.h"

/* What all cells of a study have in common. */
typedef struct study {
    int images; /* drawn for each cell, those for development included; 0: 42,000 or all */
    int iterations; /* at most so many; 0: as many as the report's */
    int percent;    /* of the weights that pruning takes, 0 .. 100 */
} study;

/* The images of --data, drawn and divided for a cell. Free it with run_free. */
training_run cell_read_data(const options *o, const study *s, const cell *c,
                            training_settings *settings, arena *memory);

/* Everything that decides what comes out of a cell. */
json_t *cell_made_with(const study *s, const cell *c, const training_run *r);

/*
 * Trains and measures; returns what the cell's file will hold. The weights of each setting go
 * to "STEM-after-500.safetensors" and the like, unless stem is NULL.
 */
json_t *cell_make(training_run *r, const study *s, const cell *which, const char *stem,
                  bool quiet);

#endif
