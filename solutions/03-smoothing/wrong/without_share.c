/* fails: a batch, no smoothing, everything smoothed, huge logits, hidden batches
   diagnosis: batch */
static double smoothing_block(const loss *self, const loss_block *b)
{
    const real smoothing = tuned(self)->smoothing;
    const real even = smoothing / (real)b->logits.rows; /* what each class gets */
    real value[LOSS_BLOCK], label_logit[LOSS_BLOCK];
    loss_surprise(value, b);
    for (int j = 0; j < b->count; j++) {
        label_logit[j] = AT(b->logits, b->labels[j], b->first + j);
        AT(b->gradient, b->labels[j], b->first + j) -= 1 - smoothing;
    }
    for (int i = 0; i < b->logits.rows; i++)
        for (int j = 0; j < b->count; j++) {
            value[j] += even * (label_logit[j] - AT(b->logits, i, b->first + j));
            AT(b->gradient, i, b->first + j) -= even;
        }
    double sum = 0;
    for (int j = 0; j < b->count; j++)
        sum += (double)value[j];
    return sum;
}
