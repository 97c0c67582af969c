/*
 * How good is it? One confusion matrix, and every figure that follows from it, for anything
 * that maps a batch of images to logits.
 *
 * confusion[t][g] counts images of class t that were taken for class g. For a class c, with
 * "right" = confusion[c][c]:
 *
 *     precision  right / all that were taken for c    (NAN if none was)
 *     recall     right / all that are c               (NAN if none is)
 *     F1         2 right / (taken for c + are c)      (NAN if both are none)
 */
#ifndef EVALUATION_H
#define EVALUATION_H

#include "image_source.h"
#include "loss.h"

typedef struct evaluation {
    int count;       /* images */
    double loss_sum; /* sum of their losses */
    int confusion[DATASET_CLASSES][DATASET_CLASSES];
} evaluation;

/* Adds a batch: its logits (10 x m), labels (m), and the sum of its losses. */
void evaluation_add(evaluation *e, matrix logits, const uint8_t *labels, double loss_sum);

int evaluation_correct(const evaluation *e);
double evaluation_accuracy(const evaluation *e); /* 0 .. 1; NAN without images */
double evaluation_loss(const evaluation *e);     /* mean; NAN without images */
double evaluation_precision(const evaluation *e, int class);
double evaluation_recall(const evaluation *e, int class);
double evaluation_f1(const evaluation *e, int class);

/* Anything that maps a batch to logits (10 x m), which stay good until its next call. */
typedef matrix predictor(void *model, const batch *b);

/* All images of a source, `capacity` at a time; `gradient` is scratch, 10 x capacity. */
evaluation evaluate(predictor *predict, void *model, image_source *source, const loss *l,
                    matrix gradient);

/* guesses[i] = the class that the model takes image i of a source for. */
void predict_all(int *guesses, predictor *predict, void *model, image_source *source,
                 int capacity);

/* A network, as it is in use, as a predictor; and how good it is. */
predictor network_predictor;
evaluation evaluate_network(network *net, image_source *source, const loss *l);

#endif
