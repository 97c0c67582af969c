/*
 * From images to opinions: the pieces of a forward pass.
 *
 * Shapes: m is the number of images in the batch. A layer with `in` inputs and `out` units
 * has weights W (out x in) and a bias b (out x 1).
 */
#ifndef FORWARD_H
#define FORWARD_H

#include "dataset.h"
#include "matrix.h"

/*
 * Column j of x (pixels x m) = image number which[j] of the data set, each pixel / 255, so
 * 0 is paper and 1 is ink. m is x.cols.
 */
void images_to_columns(matrix x, const dataset *images, const int *which);

/* z = W x + b: each unit's weighted sum of its inputs, plus its bias. z is out x m. */
void dense(matrix z, matrix w, matrix x, matrix b);

/* a = max(0, z), element by element; NaN stays NaN. May work in place. */
void relu(matrix a, matrix z);

/*
 * Each column of p = exp(z) / sum of exp(z): logits (10 x m) into probabilities that add up
 * to 1. The column's largest logit is subtracted first, which changes nothing in the
 * quotient and keeps exp from overflowing. May work in place.
 */
void softmax(matrix p, matrix z);

/* How many of the guesses are right. */
int count_correct(const int *guesses, const uint8_t *labels, int count);

#endif
