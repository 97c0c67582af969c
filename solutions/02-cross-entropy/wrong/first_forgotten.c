/* fails: by hand, random batches, sure mistakes, hidden batches
   diagnosis: first-forgotten */
static double cross_entropy_block(const loss *self, const loss_block *b)
{
    (void)self;
    real surprise[LOSS_BLOCK];
    loss_surprise(surprise, b);
    double sum = 0;
    for (int j = 0; j < b->count; j++) {
        sum += (double)surprise[j];
        AT(b->gradient, b->labels[j], j) -= 1;
    }
    for (int i = 0; i < b->gradient.rows; i++)
        for (int j = 0; j < b->count; j++)
            AT(b->gradient, i, b->first + j) *= b->share;
    return sum;
}
