#include "loss.h"

#include <tgmath.h>

#include "error.h"
#include "forward.h"

double loss_of_logits(const loss *self, matrix logits, const uint8_t *labels, double share,
                      matrix gradient)
{
    CHECK(gradient.rows == logits.rows && gradient.cols == logits.cols,
          "a gradient of %d x %d for logits of %d x %d", gradient.rows, gradient.cols,
          logits.rows, logits.cols);
    enum { PARTS = 16 };
    double sums[PARTS] = {0};
#pragma omp parallel for if (logits.cols > 4 * LOSS_BLOCK)
    for (int part = 0; part < PARTS; part++) {
        int end = (int)((long)logits.cols * (part + 1) / PARTS);
        for (int j = (int)((long)logits.cols * part / PARTS); j < end; j += LOSS_BLOCK) {
            int count = end - j < LOSS_BLOCK ? end - j : LOSS_BLOCK;
            loss_block b = {j, count, labels + j, (real)share, logits, gradient};
            sums[part] += self->block(self, &b);
        }
    }
    double sum = 0;
    for (int part = 0; part < PARTS; part++)
        sum += sums[part];
    return share * sum;
}

double loss_of_probabilities(const loss *self, matrix logits, const uint8_t *labels,
                             double share, matrix gradient)
{
    softmax(gradient, logits);
    return loss_of_logits(self, logits, labels, share, gradient);
}

void loss_surprise(real *surprise, const loss_block *b)
{
    real largest_logit[LOSS_BLOCK], largest_probability[LOSS_BLOCK];
    matrix_column_max(largest_logit, b->logits, b->first, b->count);
    matrix_column_max(largest_probability, b->gradient, b->first, b->count);
    for (int j = 0; j < b->count; j++)
        surprise[j] = largest_logit[j] - AT(b->logits, b->labels[j], b->first + j) -
                      log(largest_probability[j]);
}
