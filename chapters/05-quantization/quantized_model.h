/*
 * What comes out of quantization, ready for use: whatever can compute with the numbers that the
 * scheme leaves.
 */
#ifndef QUANTIZED_MODEL_H
#define QUANTIZED_MODEL_H

#include "dynamic_network.h"
#include "training_run.h"

typedef struct quantized_model {
    integer_network *whole;   /* NULL: of a scheme that is no integers to compute with */
    dynamic_network *dynamic; /* NULL: static */
    predictor *predict;       /* the one to be used, with its model: one of these two, */
    void *model;              /* or the float network with rounded numbers */
} quantized_model;

/*
 * The model of a network under fake quantization: with `integers` an integer network, with
 * `dynamic` too, a dynamic one. With --out, it is written to quantized.safetensors, read back,
 * and its size printed: what is used is what the file holds. (Of a dynamic network the file has
 * the static twin; what is used was never in a file.)
 */
quantized_model quantized_model_new(training_run *r, const fake_quantization *f,
                                    bool integers, bool dynamic);
void quantized_model_free(quantized_model *m);

/* Prints for how many test images the integer network gives the same logits as its simulation,
   bit by bit, and how many the float network with rounded numbers takes for something else. */
void quantized_model_verify(const quantized_model *m, training_run *r);

#endif
