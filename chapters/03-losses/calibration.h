/*
 * Calibration: of the images that a network is 90 % sure of, does it get 90 % right?
 *
 * The confidence in an image is the largest of its probabilities. Images are sorted into bins
 * of equal width by it, bin b from b/15 to (b+1)/15. Within a bin, mean confidence and
 * accuracy should be the same: their difference, bin by bin, is the reliability diagram; its
 * mean, each bin counted with its images, is the expected calibration error,
 *
 *     ECE = sum over bins of images/n * |accuracy - confidence|
 *
 * (C. Guo, G. Pleiss, Y. Sun, K. Weinberger, "On Calibration of Modern Neural Networks", 2017,
 * with their 15 bins).
 */
#ifndef CALIBRATION_H
#define CALIBRATION_H

#include "evaluation.h"

enum { CALIBRATION_BINS = 15 };

typedef struct calibration {
    int images[CALIBRATION_BINS], correct[CALIBRATION_BINS];
    double confidence[CALIBRATION_BINS]; /* sum over the bin's images */
} calibration;

/* Adds a batch of probabilities (10 x m), each column adding up to 1, and its labels. */
void calibration_add(calibration *c, matrix probabilities, const uint8_t *labels);

/* All images of a source, whatever the model; `scratch` is 10 x capacity. */
calibration calibration_measure(predictor *predict, void *model, image_source *source,
                                matrix scratch);

int calibration_images(const calibration *c);
double calibration_accuracy(const calibration *c);   /* 0 .. 1; NAN without images */
double calibration_confidence(const calibration *c); /* the mean; NAN without images */
double calibration_error(const calibration *c);      /* ECE, 0 .. 1; NAN without images */

/* calibration.csv in a directory: a row for each bin, from, to, images, confidence, accuracy;
   the last two empty for a bin without images. */
bool calibration_write(const calibration *c, const char *directory, error *e);

#endif
