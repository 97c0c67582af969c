/* fails: by hand, large logits, random logits, more than a block, hidden logits
   diagnosis: along-rows */
static void softmax_block(matrix p, matrix z, int first, int count)
{
    for (int i = 0; i < z.rows; i++) {
        real largest = AT(z, i, first), sum = 0;
        for (int j = first; j < first + count; j++)
            largest = AT(z, i, j) > largest ? AT(z, i, j) : largest;
        for (int j = first; j < first + count; j++) {
            AT(p, i, j) = exp(AT(z, i, j) - largest);
            sum += AT(p, i, j);
        }
        for (int j = first; j < first + count; j++)
            AT(p, i, j) /= sum;
    }
}
