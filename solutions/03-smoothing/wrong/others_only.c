/* fails: by hand, a batch
   diagnosis: others-only */
static double smoothing_block(const loss *self, const loss_block *b)
{
    const real smoothing = tuned(self)->smoothing;
    const real even = smoothing / (real)(b->logits.rows - 1);
    real value[LOSS_BLOCK];
    loss_surprise(value, b);
    for (int i = 0; i < b->logits.rows; i++)
        for (int j = 0; j < b->count; j++) {
            bool label = b->labels[j] == i;
            real lead =
                AT(b->logits, b->labels[j], b->first + j) - AT(b->logits, i, b->first + j);
            value[j] += even * lead;
            AT(b->gradient, i, b->first + j) -= label ? 1 - smoothing : even;
            AT(b->gradient, i, b->first + j) *= b->share;
        }
    double sum = 0;
    for (int j = 0; j < b->count; j++)
        sum += (double)value[j];
    return sum;
}
