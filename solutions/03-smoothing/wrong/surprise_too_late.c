/* fails: by hand, a batch
   diagnosis: late-surprise */
static double smoothing_block(const loss *self, const loss_block *b)
{
    const real smoothing = tuned(self)->smoothing;
    const real even = smoothing / (real)b->logits.rows;
    real surprise[LOSS_BLOCK];
    double sum = 0;
    for (int j = 0; j < b->count; j++)
        AT(b->gradient, b->labels[j], b->first + j) -= 1 - smoothing;
    for (int i = 0; i < b->logits.rows; i++)
        for (int j = 0; j < b->count; j++) {
            real lead =
                AT(b->logits, b->labels[j], b->first + j) - AT(b->logits, i, b->first + j);
            sum += (double)(even * lead);
            AT(b->gradient, i, b->first + j) -= even;
            AT(b->gradient, i, b->first + j) *= b->share;
        }
    loss_surprise(surprise, b);
    for (int j = 0; j < b->count; j++)
        sum += (double)surprise[j];
    return sum;
}
