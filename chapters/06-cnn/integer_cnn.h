/*
 * A convolutional network of whole numbers, made from a trained one, and its simulation.
 *
 * The float network is folded first. Weights are symmetric 8-bit numbers with a scale for each
 * channel; activations are asymmetric bytes, with one scale for each step, static: calibrated
 * beforehand to the smallest and largest number that some training images lead to.
 */
#ifndef INTEGER_CNN_H
#define INTEGER_CNN_H

#include "cnn_layers.h"
#include "evaluation.h"
#include "integer_window.h"

enum { INTEGER_STEPS = 16 };

typedef struct integer_cnn {
    arena memory;
    int inputs, step_count, widest;
    integer_step steps[INTEGER_STEPS];
    double logit_scale;
    int capacity;
    uint8_t *pixels; /* capacity x inputs */
    uint8_t *bytes;  /* capacity x widest */
    int32_t *sums;   /* capacity x widest */
    matrix logits;   /* outputs x capacity */
} integer_cnn;

/* From a folded network, which must outlive it. `images` of the source calibrate. Slopes of leaky
   relus must be powers of two. Free it with integer_cnn_free. */
integer_cnn *integer_cnn_new(network *folded, image_source *source, int images);
void integer_cnn_free(integer_cnn *net);

/* The logits of one image, in the network's unit: by whole numbers, and by the same formulas in
   double precision, where M is a real number, rounding a floor, and the two must agree. */
void integer_cnn_forward(const integer_cnn *net, const uint8_t *image, uint8_t *bytes,
                         int32_t *sums);
void integer_cnn_simulate(const integer_cnn *net, const uint8_t *image, double *logits);

/* A predictor for an integer_cnn. */
predictor integer_cnn_predictor;

/* Writes weights and all that belongs to them as whole numbers. */
bool integer_cnn_save(const integer_cnn *net, const char *path, error *e);

#endif
