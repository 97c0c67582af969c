/* fails: random weights, hidden weights
   diagnosis: first-row */
static void mask_clipped(const quantizer *q, parameter *p, int i)
{
    (void)i;
    const real low = (real)quantizer_low(q), high = (real)quantizer_high(q);
    for (int k = 0; k < p->value.cols; k++)
        if (p->value.data[k] < low || p->value.data[k] > high)
            p->gradient.data[k] = 0;
}
