/* fails: by hand, a batch
   diagnosis: upside-down */
static double focal_block(const loss *self, const loss_block *b)
{
    const real gamma = tuned(self)->gamma;
    real surprise[LOSS_BLOCK], wrong[LOSS_BLOCK], factor[LOSS_BLOCK];
    loss_surprise(surprise, b);
    probability_wrong(wrong, b);
    double sum = 0;
    for (int j = 0; j < b->count; j++) {
        real *p = &AT(b->gradient, b->labels[j], b->first + j), q = wrong[j];
        real s = q < (real)0.5 ? -log1p(-q) : surprise[j];
        real focus = tuned(self)->weights[b->labels[j]] * pow(*p, gamma);
        sum += (double)(focus * s);
        factor[j] = focus * (1 + gamma * *p * (q > 0 ? s / q : 1)) * b->share;
        *p = -q;
    }
    scale_columns(b, factor);
    return sum;
}
