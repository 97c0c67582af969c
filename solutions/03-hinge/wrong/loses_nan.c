/* fails: not a number
   diagnosis: nan-lost */
static double hinge_block(const loss *self, const loss_block *b)
{
    (void)self;
    const real mean = 1 / (real)b->logits.rows;
    real label_logit[LOSS_BLOCK], excess[LOSS_BLOCK] = {0}, pushed[LOSS_BLOCK] = {0};
    for (int j = 0; j < b->count; j++)
        label_logit[j] = AT(b->logits, b->labels[j], b->first + j);
    for (int i = 0; i < b->logits.rows; i++)
        for (int j = 0; j < b->count; j++) {
            real over = AT(b->logits, i, b->first + j) - label_logit[j] + 1;
            bool pays = over > 0 && b->labels[j] != i;
            excess[j] += pays ? over : 0;
            pushed[j] += pays ? mean : 0;
            AT(b->gradient, i, b->first + j) = pays ? mean * b->share : 0;
        }
    double sum = 0;
    for (int j = 0; j < b->count; j++) {
        sum += (double)(mean * excess[j]);
        AT(b->gradient, b->labels[j], b->first + j) = -pushed[j] * b->share;
    }
    return sum;
}
