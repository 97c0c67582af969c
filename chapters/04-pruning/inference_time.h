/* How long a model takes for an image. */
#ifndef INFERENCE_TIME_H
#define INFERENCE_TIME_H

#include "evaluation.h"

/*
 * Seconds an image, `at_once` images at a time: the shortest of several passes over the images of
 * a source (the first 1,024 of them), because what disturbs a pass only makes it longer. All
 * batches are made beforehand and lie in memory. NAN if these are fewer than at_once.
 */
double inference_seconds(predictor *predict, void *model, image_source *source,
                         int at_once);

#endif
