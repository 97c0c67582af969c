/* fails: a layer by hand, layers, hidden layers
   diagnosis: interleaved */
static void requantize_sums(const integer_layer *l, int32_t *sums)
{
    for (int i = 0; i < l->outputs; i++) {
        int row = i % l->rows;
        int32_t y = requantize(sums[i], l->multiplier[row], l->shift[row]) + l->zero_point;
        sums[i] = y < l->lowest ? l->lowest : y > l->highest ? l->highest : y;
    }
}
