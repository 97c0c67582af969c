/* fails: a batch, everything smoothed, huge logits, hidden batches, memory
   diagnosis: cross-entropy */
static double smoothing_block(const loss *self, const loss_block *b)
{
    const real smoothing = tuned(self)->smoothing;
    const real even = smoothing / (real)b->logits.rows;
    real surprise[LOSS_BLOCK];
    loss_surprise(surprise, b);
    double sum = 0;
    for (int j = 0; j < b->count; j++) {
        sum += (double)surprise[j];
        AT(b->gradient, b->labels[j], b->first + j) -= 1 - smoothing;
    }
    for (int i = 0; i < b->logits.rows; i++)
        for (int j = 0; j < b->count; j++) {
            AT(b->gradient, i, b->first + j) -= even;
            AT(b->gradient, i, b->first + j) *= b->share;
        }
    return sum;
}
