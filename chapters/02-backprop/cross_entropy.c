#include <tgmath.h>

#include "error.h"
#include "forward.h"
#include "loss.h"

/* -log p[label] of one column, from its logits z and its probabilities p. The log of the
   normalizing sum is largest logit - log of largest probability, which is never below 1/10. */
static double column_loss(matrix z, matrix p, int label, int j)
{
    int best = 0;
    for (int i = 1; i < z.rows; i++)
        if (AT(z, i, j) > AT(z, best, j))
            best = i;
    double log_sum = (double)AT(z, best, j) - log((double)AT(p, best, j));
    return log_sum - (double)AT(z, label, j);
}

/* Columns are summed in parts, and the parts in order: the number of parts is fixed, so the
   sum does not depend on the number of threads. */
static double cross_entropy_value_and_gradient(const loss *self, matrix logits,
                                               const uint8_t *labels, double share,
                                               matrix gradient)
{
    (void)self;
    CHECK(gradient.rows == logits.rows && gradient.cols == logits.cols,
          "a gradient of %d x %d for logits of %d x %d", gradient.rows, gradient.cols,
          logits.rows, logits.cols);
    enum { PARTS = 64 };
    double sums[PARTS] = {0};
    softmax(gradient, logits);
#pragma omp parallel for if (logits.cols > 256)
    for (int part = 0; part < PARTS; part++) {
        int first = (int)((long)logits.cols * part / PARTS);
        int end = (int)((long)logits.cols * (part + 1) / PARTS);
        for (int j = first; j < end; j++) {
            sums[part] += column_loss(logits, gradient, labels[j], j);
            AT(gradient, labels[j], j) -= 1;
            for (int i = 0; i < gradient.rows; i++)
                AT(gradient, i, j) *= (real)share;
        }
    }
    double sum = 0;
    for (int part = 0; part < PARTS; part++)
        sum += sums[part];
    return share * sum;
}

const loss cross_entropy = {"cross-entropy", cross_entropy_value_and_gradient};
