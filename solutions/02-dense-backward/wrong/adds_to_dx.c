/* fails: by hand, adding up, random shapes, hidden shapes
   diagnosis: not-zeroed */
static void dense_backward(layer *l, matrix x, matrix y, matrix dy, matrix dx)
{
    (void)y;
    parameter *weight = &l->parameters[DENSE_WEIGHT], *bias = &l->parameters[DENSE_BIAS];
    matmul_bt_add(weight->gradient, dy, x);
    matrix_sum_columns(bias->gradient, dy);
    if (dx.data == NULL)
        return;
    for (int k = 0; k < dx.rows; k++)
        for (int j = 0; j < dx.cols; j++)
            for (int i = 0; i < dy.rows; i++)
                AT(dx, k, j) += AT(weight->value, i, k) * AT(dy, i, j);
}
