/* fails: by hand, random batches, sure mistakes, hidden batches
   diagnosis: missing-mean */
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
    return sum;
}
