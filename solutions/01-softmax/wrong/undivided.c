/* fails: by hand, large logits, random logits, more than a block, hidden logits
   diagnosis: undivided */
static void softmax_block(matrix p, matrix z, int first, int count)
{
    real largest[BLOCK];
    matrix_column_max(largest, z, first, count);
    for (int i = 0; i < z.rows; i++)
        for (int j = 0; j < count; j++)
            AT(p, i, first + j) = exp(AT(z, i, first + j) - largest[j]);
}
