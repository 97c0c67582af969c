/* fails: by hand, random batches, sure mistakes, hidden batches
   diagnosis: sign */
static double cross_entropy_block(const loss *self, const loss_block *b)
{
    (void)self;
    real surprise[LOSS_BLOCK];
    loss_surprise(surprise, b);
    double sum = 0;
    for (int j = 0; j < b->count; j++) {
        sum += (double)surprise[j];
        for (int i = 0; i < b->gradient.rows; i++) {
            real onehot = i == b->labels[j];
            real p = AT(b->gradient, i, b->first + j);
            AT(b->gradient, i, b->first + j) = (onehot - p) * b->share;
        }
    }
    return sum;
}
