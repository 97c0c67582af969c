/* fails: by hand, a batch
   diagnosis: everyone */
static double offender_block(const loss *self, const loss_block *b)
{
    (void)self;
    double sum = 0;
    for (int j = b->first; j < b->first + b->count; j++) {
        int label = b->labels[j - b->first];
        AT(b->gradient, label, j) = 0;
        for (int i = 0; i < b->gradient.rows; i++) {
            real over = 1 - AT(b->logits, label, j) + AT(b->logits, i, j);
            bool fine = over <= 0;
            if (i == label)
                continue;
            sum += fine ? 0 : (double)over;
            AT(b->gradient, i, j) = fine ? 0 : b->share;
            AT(b->gradient, label, j) -= fine ? 0 : b->share;
        }
    }
    return sum;
}
