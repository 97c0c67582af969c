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

/*
 * Most losses judge each image by itself. They need only say what some neighbouring columns
 * make, so few that the numbers of each column stay at hand while the inner loops run over
 * images.
 */
enum { LOSS_BLOCK = 64 };

typedef struct loss_block {
    int first, count;        /* columns first .. first+count-1; count <= LOSS_BLOCK */
    const uint8_t *labels;   /* theirs: labels[0 .. count-1] */
    real share;              /* of each image */
    matrix logits, gradient; /* classes x m, of the whole batch */
} loss_block;

typedef struct loss loss;
struct loss {
    const char *name;
    double (*value_and_gradient)(const loss *self, matrix logits, const uint8_t *labels,
                                 double share, matrix gradient);
    /* What loss_of_logits and loss_of_probabilities call; others may leave it NULL. */
    double (*block)(const loss *self, const loss_block *b);
};

/*
 * Two ways to work through a batch, for a loss to name as its value_and_gradient. Both call
 * its `block` for all columns; it fills in their gradient and returns the sum of their
 * losses, which is multiplied by `share` afterwards. With the second, it finds softmax of the
 * logits where the gradient is to be.
 *
 * The blocks belong to parts, each summed in order by one thread, and the parts are added
 * in order. How many there are is fixed, so the value has the same bits with any number of
 * threads.
 */
double loss_of_logits(const loss *self, matrix logits, const uint8_t *labels, double share,
                      matrix gradient);
double loss_of_probabilities(const loss *self, matrix logits, const uint8_t *labels,
                             double share, matrix gradient);

/*
 * surprise[j] = -log p[label] of a block's column j, for a block that finds softmax in its
 * gradient. With z the logits, that is (largest z - z[label]) - log(largest p), and of ten
 * probabilities the largest is never below 1/10: no overflow, no log of 0.
 */
void loss_surprise(real *surprise, const loss_block *b);

/*
 * Softmax cross-entropy: the value is the sum over images of share * -log p[label], with
 * p = softmax(logits); the gradient is share * (p - onehot(label)). Computed from the
 * largest logit on, so that logits of +-1e4 neither overflow nor give log 0.
 */
extern const loss cross_entropy;

#endif
