/*
 * The file of a finished cell, JSON: what it was made with and what was measured.
 *
 *     {"format": "eight-thousand-weights cell 1",
 *      "made_with": {"cell": "published/pruned-mse/0.1/seed-3", "training_images": 41000, ...},
 *      "settings": [{"iterations": 500, "development": {...}, ...}, ...],
 *      "curve": {"iteration": [10, 20, ...], ...}, "seconds": 10.1}
 *
 * "seconds" are those of a processor, which do not depend on what else a machine is doing.
 *
 * It appears under its name when it is complete, so that a cell is done or is still to be
 * done. A file that was made with something else is refused: a study is of one kind.
 */
#ifndef CELL_FILE_H
#define CELL_FILE_H

#include <jansson.h>

#include "evaluation.h"

/* An evaluation of a development or test set, with what the classes lost. */
typedef struct measurement {
    evaluation all;
    double class_loss[DATASET_CLASSES]; /* sum over the images of each class */
} measurement;

/* What is beside "made_with" in the file of a cell that is being made. */
json_t *cell_result_new(void);

/* The next point of the curve. */
void cell_result_point(json_t *result, int iteration, const evaluation *train,
                       const evaluation *development);

/* The mean of the development accuracies of the curve so far. */
double cell_result_average(const json_t *result);

/* {"accuracy", "correct", "images", "loss", "precision", "recall", "class_loss",
   "confusion"}; `diagonal`: the confusion matrix without its mistakes. */
json_t *measurement_json(const measurement *m, bool diagonal);

/* What is in the file; NULL and a sentence if it is no cell's, or not one that was made with
   `made_with`. */
json_t *cell_file_read(const char *path, const json_t *made_with, error *e);

bool cell_file_write(json_t *result, json_t *made_with, const char *path, error *e);

/* A table of the settings, and the accuracy after the last of them as every program ends. */
void cell_result_print(const json_t *result);

#endif
