#include <tgmath.h>

#include "error.h"
#include "forward.h"
#include "loss.h"

/* Images are taken some at a time, so that the inner loops run over images. */
enum { BLOCK = 64 };

/*
 * Turns the probabilities of `count` columns from `first` on, in `gradient`, into the
 * gradient; returns the sum of their losses. A column's loss is log(sum of exp) - its
 * label's logit, and the log of that sum is its largest logit - log of its largest
 * probability, which is never below 1/10: no overflow, no log of 0.
 */
static double block_loss(matrix logits, const uint8_t *labels, real share, matrix gradient,
                         int first, int count)
{
    real largest_logit[BLOCK], largest_probability[BLOCK];
    matrix_column_max(largest_logit, logits, first, count);
    matrix_column_max(largest_probability, gradient, first, count);

    double sum = 0;
    for (int j = 0; j < count; j++) {
        int label = labels[first + j];
        sum += (double)(largest_logit[j] - log(largest_probability[j]) -
                        AT(logits, label, first + j));
        AT(gradient, label, first + j) -= 1;
    }
    for (int i = 0; i < gradient.rows; i++)
        for (int j = 0; j < count; j++)
            AT(gradient, i, first + j) *= share;
    return sum;
}

/* The columns are summed in parts, and the parts in order: how many there are is fixed, so
   the sum does not depend on the number of threads. */
static double cross_entropy_value_and_gradient(const loss *self, matrix logits,
                                               const uint8_t *labels, double share,
                                               matrix gradient)
{
    (void)self;
    CHECK(gradient.rows == logits.rows && gradient.cols == logits.cols,
          "a gradient of %d x %d for logits of %d x %d", gradient.rows, gradient.cols,
          logits.rows, logits.cols);
    enum { PARTS = 16 };
    double sums[PARTS] = {0};
    softmax(gradient, logits);
#pragma omp parallel for if (logits.cols > 4 * BLOCK)
    for (int part = 0; part < PARTS; part++) {
        int end = (int)((long)logits.cols * (part + 1) / PARTS);
        for (int j = (int)((long)logits.cols * part / PARTS); j < end; j += BLOCK)
            sums[part] += block_loss(logits, labels, (real)share, gradient, j,
                                     end - j < BLOCK ? end - j : BLOCK);
    }
    double sum = 0;
    for (int part = 0; part < PARTS; part++)
        sum += sums[part];
    return share * sum;
}

const loss cross_entropy = {"cross-entropy", cross_entropy_value_and_gradient};
