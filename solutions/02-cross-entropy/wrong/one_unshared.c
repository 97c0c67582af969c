/* fails: by hand, random batches, sure mistakes, hidden batches
   diagnosis: one-unshared */
static double cross_entropy_block(const loss *self, const loss_block *b)
{
    (void)self;
    real surprise[LOSS_BLOCK];
    loss_surprise(surprise, b);
    double sum = 0;
    for (int j = 0; j < b->count; j++) {
        sum += (double)surprise[j];
        for (int i = 0; i < b->gradient.rows; i++)
            AT(b->gradient, i, b->first + j) *= b->share;
        AT(b->gradient, b->labels[j], b->first + j) -= 1;
    }
    return sum;
}
