#include "loss.h"

/* p - onehot(label), in place. */
static double cross_entropy_block(const loss *self, const loss_block *b)
{
    (void)self;
    real surprise[LOSS_BLOCK];
    loss_surprise(surprise, b);
    double sum = 0;
    for (int j = 0; j < b->count; j++) {
        sum += (double)surprise[j];
        AT(b->gradient, b->labels[j], b->first + j) -= 1;
    }
    for (int i = 0; i < b->gradient.rows; i++)
        for (int j = 0; j < b->count; j++)
            AT(b->gradient, i, b->first + j) *= b->share;
    return sum;
}

const loss cross_entropy = {"cross-entropy", loss_of_probabilities, cross_entropy_block};
