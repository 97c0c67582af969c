/* How long a model takes for an image. */
#ifndef INFERENCE_TIME_H
#define INFERENCE_TIME_H

#include "evaluation.h"

/*
 * Seconds an image, `at_once` images at a time: the shortest of several passes over some images
 * of a source (all of them, if they are few), because what disturbs a pass only makes it longer.
 * The time to make a batch of the images is not counted. NAN if there are fewer than at_once
 * images.
 */
double inference_seconds(predictor *predict, void *model, image_source *source,
                         int at_once);

#endif
