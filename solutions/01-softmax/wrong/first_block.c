/* fails: more than a block
   diagnosis: first-block */
static void softmax_block(matrix p, matrix z, int first, int count)
{
    (void)first;
    real largest[BLOCK];
    matrix_column_max(largest, z, 0, count);
    for (int j = 0; j < count; j++) {
        real sum = 0;
        for (int i = 0; i < z.rows; i++) {
            AT(p, i, j) = exp(AT(z, i, j) - largest[j]);
            sum += AT(p, i, j);
        }
        for (int i = 0; i < z.rows; i++)
            AT(p, i, j) /= sum;
    }
}
