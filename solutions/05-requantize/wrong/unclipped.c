/* fails: a layer by hand, layers, hidden layers
   diagnosis: unclipped */
static void requantize_sums(const integer_layer *l, int32_t *sums)
{
    int each = l->outputs / l->rows;
    for (int i = 0; i < l->outputs; i++)
        sums[i] = requantize(sums[i], l->multiplier[i / each], l->shift[i / each]) +
                  l->zero_point;
}
