/* fails: huge logits
   diagnosis: nan */
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
        real weight = tuned(self)->weights[b->labels[j]];
        sum += (double)(weight * pow(q, gamma) * s);
        factor[j] =
            weight * (pow(q, gamma) + gamma * *p * s * pow(q, gamma - 1)) * b->share;
        *p = -q;
    }
    scale_columns(b, factor);
    return sum;
}
