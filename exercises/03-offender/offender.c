#include "offender.h"

#include <math.h>
#include <stdbool.h>

/* The class other than the label with the largest logit in column j of the batch, the first of equal
   ones; one that is not a number before all others. */
static int worst_offender(matrix logits, int label, int j)
{
    /* Your code here. */
    return 0;
}

static double offender_block(const loss *self, const loss_block *b)
{
    /* Your code here. */
    return 0;
}

const loss offender = {"offender", loss_of_logits, offender_block};
