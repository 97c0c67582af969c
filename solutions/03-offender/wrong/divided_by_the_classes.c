/* fails: by hand, a batch
   diagnosis: missing-mean */
static double offender_block(const loss *self, const loss_block *b)
{
    (void)self;
    double sum = 0;
    for (int j = b->first; j < b->first + b->count; j++) {
        for (int i = 0; i < b->gradient.rows; i++)
            AT(b->gradient, i, j) = 0;
        int label = b->labels[j - b->first], worst = worst_offender(b->logits, label, j);
        real over = 1 - AT(b->logits, label, j) + AT(b->logits, worst, j);
        if (over <= 0)
            continue; /* never so if it is not a number */
        sum += (double)over / b->logits.rows;
        AT(b->gradient, worst, j) = b->share / (real)b->logits.rows;
        AT(b->gradient, label, j) = -b->share / (real)b->logits.rows;
    }
    return sum;
}
