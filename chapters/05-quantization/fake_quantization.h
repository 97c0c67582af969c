/*
 * Fake quantization: a float network that computes with the numbers its quantized twin has.
 *
 * Its weights are those that few bits can hold, and its relus round what they put out to the
 * levels of a quantizer. So one can measure what quantization will cost (post-training
 * quantization), and train on under these conditions (quantization-aware training).
 *
 * Rounding is a staircase, whose derivative is 0 wherever it has one: nothing could be learned
 * through it. The straight-through estimator (Bengio, Leonard and Courville 2013) passes the
 * gradient on as though nothing had been rounded, but for what was clipped: there the output
 * does not change with the input, and the gradient is 0.
 *
 *     v' = fake_quantize(v)        dv = dv' where low <= v <= high, else 0
 *
 * The optimizer works on weights in full precision, which are kept apart and put back for its
 * step: many small steps must be able to add up to one level. At all other times the network
 * holds the rounded weights.
 */
#ifndef FAKE_QUANTIZATION_H
#define FAKE_QUANTIZATION_H

#include "training.h"
#include "weight_code.h"

typedef struct fake_settings {
    coding weights;
    int activation_bits;           /* 0: activations stay in full precision */
    range_calibration activations; /* of the hidden layers: static, one quantizer a layer */
} fake_settings;

typedef struct fake_quantization {
    network *net;
    weight_code *codes; /* of each parameter that is a weight */
    matrix *kept;       /* of each such: its value in full precision */
    quantizer *outputs; /* of each layer that is a relu */
} fake_quantization;

/*
 * Calibrates quantizers to a network's weights, and to the outputs of its relus for the first
 * `images` of a source, in inference mode; gives the relus a rounding forward function and
 * rounds the weights. Biases stay as they are. `f` must outlive the network's use.
 */
void fake_quantization_begin(fake_quantization *f, const fake_settings *s, network *net,
                             image_source *source, int images);

/* The network is again as it was, with weights in full precision. */
void fake_quantization_end(fake_quantization *f);

/* Takes the sockets before_step and after_step of a training: quantization-aware from now. */
void fake_quantization_attach(fake_quantization *f, training *t);

/* What the sockets do. Before a step: full precision back in place, and no gradient for a
   weight that is clipped. After it: the rounded weights in place. */
void fake_quantization_restore(fake_quantization *f);
void fake_quantization_round(fake_quantization *f);

#endif
