/* fails: weights by hand, random weights, hidden weights
   diagnosis: one-end */
static void mask_clipped(const quantizer *q, parameter *p, int i)
{
    const real high = (real)quantizer_high(q);
    for (int k = 0; k < p->value.cols; k++)
        if (AT(p->value, i, k) > high)
            AT(p->gradient, i, k) = 0;
}
