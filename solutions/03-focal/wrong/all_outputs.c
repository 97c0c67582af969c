/* fails: by hand, a batch
   diagnosis: all-outputs */
static double focal_block(const loss *self, const loss_block *b)
{
    const real gamma = tuned(self)->gamma, classes = (real)b->gradient.rows;
    real factor[LOSS_BLOCK];
    double sum = 0;
    for (int j = 0; j < b->count; j++) {
        real weight = tuned(self)->weights[b->labels[j]], total = 0;
        for (int i = 0; i < b->gradient.rows; i++) {
            real p = AT(b->gradient, i, b->first + j);
            total += p > 0 ? -pow(1 - p, gamma) * log(p) : 0;
        }
        sum += (double)(weight * total / classes);
        factor[j] = weight * total / classes * b->share;
        AT(b->gradient, b->labels[j], b->first + j) -= 1;
    }
    scale_columns(b, factor);
    return sum;
}
