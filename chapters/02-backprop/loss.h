/*
 * A loss says how wrong a network is, and in which direction to change its logits.
 *
 * It is one function from logits (classes x m) and labels (m) to a value and a gradient with
 * respect to the logits (classes x m). `share` is what each image counts: with 1/m the value
 * is the mean over the batch. Adding a loss touches one file.
 */
#ifndef LOSS_H
#define LOSS_H

#include "matrix.h"

typedef struct loss loss;
struct loss {
    const char *name;
    double (*value_and_gradient)(const loss *self, matrix logits, const uint8_t *labels,
                                 double share, matrix gradient);
};

/*
 * Softmax cross-entropy: the value is the sum over images of share * -log p[label], with
 * p = softmax(logits); the gradient is share * (p - onehot(label)). Computed from the
 * largest logit on, so that logits of +-1e4 neither overflow nor give log 0.
 */
extern const loss cross_entropy;

#endif
