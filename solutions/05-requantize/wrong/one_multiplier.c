/* fails: a layer by hand, layers, hidden layers
   diagnosis: one-multiplier */
static void requantize_sums(const integer_layer *l, int32_t *sums)
{
    for (int i = 0; i < l->outputs; i++) {
        int32_t y = requantize(sums[i], l->multiplier[0], l->shift[0]) + l->zero_point;
        sums[i] = y < l->lowest ? l->lowest : y > l->highest ? l->highest : y;
    }
}
