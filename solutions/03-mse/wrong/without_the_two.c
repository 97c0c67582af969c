/* fails: by hand, a batch
   diagnosis: factor */
static double mse_block(const loss *self, const loss_block *b)
{
    (void)self;
    const real mean = 1 / (real)b->logits.rows;
    real squares[LOSS_BLOCK] = {0}, along[LOSS_BLOCK] = {0}; /* sums of d^2, of d p */
    for (int i = 0; i < b->gradient.rows; i++)
        for (int j = 0; j < b->count; j++) {
            real p = AT(b->gradient, i, b->first + j), d = p - (b->labels[j] == i);
            squares[j] += d * d;
            along[j] += d * p;
        }
    for (int i = 0; i < b->gradient.rows; i++)
        for (int j = 0; j < b->count; j++) {
            real p = AT(b->gradient, i, b->first + j), d = p - (b->labels[j] == i);
            AT(b->gradient, i, b->first + j) = mean * b->share * p * (d - along[j]);
        }
    double sum = 0;
    for (int j = 0; j < b->count; j++)
        sum += (double)(mean * squares[j]);
    return sum;
}
