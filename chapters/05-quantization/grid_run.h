/* A run of training on the report's grid, with a table of what the grid does to the numbers. */
#ifndef GRID_RUN_H
#define GRID_RUN_H

#include "naive_grid.h"
#include "training_run.h"

/*
 * Trains a run that has begun, on the grid, and finishes it. Writes grid.csv into --out, a row
 * for the first step and for every --every steps, about that step alone: step; of the gradients
 * that were not 0, the share that became 0; of the activations, the share that was clipped; and
 * the largest weight in full precision. Empty is what is not on the grid.
 */
void train_on_grid(training_run *r, const naive_settings *s);

#endif
