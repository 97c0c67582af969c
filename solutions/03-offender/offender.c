#include "offender.h"

#include <math.h>
#include <stdbool.h>

/* The class other than the label with the largest logit in column j of the batch, the first of equal
   ones; one that is not a number before all others. */
static int worst_offender(matrix logits, int label, int j)
{
    int worst = label == 0 ? 1 : 0;
    for (int i = worst + 1; i < logits.rows; i++) {
        bool larger = AT(logits, i, j) > AT(logits, worst, j) || isnan(AT(logits, i, j));
        if (i != label && larger)
            worst = i;
    }
    return worst;
}

static double offender_block(const loss *self, const loss_block *b)
{
    (void)self;
    double sum = 0;
    for (int j = b->first; j < b->first + b->count; j++) {
        for (int i = 0; i < b->gradient.rows; i++)
            AT(b->gradient, i, j) = 0;
        int label = b->labels[j - b->first], worst = worst_offender(b->logits, label, j);
        real over = 1 - AT(b->logits, label, j) + AT(b->logits, worst, j);
        if (over <= 0)
            continue; /* never so if it is not a number */
        sum += (double)over;
        AT(b->gradient, worst, j) = b->share;
        AT(b->gradient, label, j) = -b->share;
    }
    return sum;
}

const loss offender = {"offender", loss_of_logits, offender_block};
