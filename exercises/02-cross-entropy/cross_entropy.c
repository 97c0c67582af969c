#include "loss.h"

/* p - onehot(label), in place. */
static double cross_entropy_block(const loss *self, const loss_block *b)
{
    /* Your code here. */
    return 0;
}

const loss cross_entropy = {"cross-entropy", loss_of_probabilities, cross_entropy_block};
