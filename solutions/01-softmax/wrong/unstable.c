/* fails: large logits, hidden logits
   diagnosis: nan */
static void softmax_block(matrix p, matrix z, int first, int count)
{
    for (int j = first; j < first + count; j++) {
        real sum = 0;
        for (int i = 0; i < z.rows; i++) {
            AT(p, i, j) = exp(AT(z, i, j));
            sum += AT(p, i, j);
        }
        for (int i = 0; i < z.rows; i++)
            AT(p, i, j) /= sum;
    }
}
