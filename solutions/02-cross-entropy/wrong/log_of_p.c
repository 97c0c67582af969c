/* fails: sure mistakes, hidden batches
   diagnosis: log-of-zero */
#include <tgmath.h>

static double cross_entropy_block(const loss *self, const loss_block *b)
{
    (void)self;
    double sum = 0;
    for (int j = 0; j < b->count; j++) {
        sum -= (double)log(AT(b->gradient, b->labels[j], b->first + j));
        AT(b->gradient, b->labels[j], b->first + j) -= 1;
        for (int i = 0; i < b->gradient.rows; i++)
            AT(b->gradient, i, b->first + j) *= b->share;
    }
    return sum;
}
