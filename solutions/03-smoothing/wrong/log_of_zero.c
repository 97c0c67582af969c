/* fails: huge logits
   diagnosis: log-of-zero */
static double smoothing_block(const loss *self, const loss_block *b)
{
    const real smoothing = tuned(self)->smoothing;
    const real even = smoothing / (real)b->logits.rows;
    double sum = 0;
    for (int i = 0; i < b->logits.rows; i++)
        for (int j = 0; j < b->count; j++) {
            real *p = &AT(b->gradient, i, b->first + j);
            real t = even + (b->labels[j] == i ? 1 - smoothing : 0);
            sum -= (double)(t * log(*p));
            *p = (*p - t) * b->share;
        }
    return sum;
}
