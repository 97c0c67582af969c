/* fails: a layer by hand, layers, hidden layers
   diagnosis: no-zero-point */
static void requantize_sums(const integer_layer *l, int32_t *sums)
{
    int each = l->outputs / l->rows;
    for (int i = 0; i < l->outputs; i++) {
        int32_t y = requantize(sums[i], l->multiplier[i / each], l->shift[i / each]);
        sums[i] = y < l->lowest ? l->lowest : y > l->highest ? l->highest : y;
    }
}
