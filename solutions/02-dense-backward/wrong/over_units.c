/* fails: by hand, adding up, first layer, random shapes, hidden shapes
   diagnosis: over-units */
static void dense_backward(layer *l, matrix x, matrix y, matrix dy, matrix dx)
{
    (void)y;
    parameter *weight = &l->parameters[DENSE_WEIGHT], *bias = &l->parameters[DENSE_BIAS];
    matmul_bt_add(weight->gradient, dy, x);
    real sum = 0;
    for (size_t i = 0; i < matrix_size(dy); i++)
        sum += dy.data[i];
    for (int i = 0; i < dy.rows; i++)
        AT(bias->gradient, i, 0) += sum;
    if (dx.data != NULL)
        matmul_at(dx, weight->value, dy);
}
