/* fails: by hand, adding up, random shapes, hidden shapes
   diagnosis: w-not-turned */
static void dense_backward(layer *l, matrix x, matrix y, matrix dy, matrix dx)
{
    (void)y;
    parameter *weight = &l->parameters[DENSE_WEIGHT], *bias = &l->parameters[DENSE_BIAS];
    matmul_bt_add(weight->gradient, dy, x);
    matrix_sum_columns(bias->gradient, dy);
    if (dx.data != NULL)
        matmul(dx, weight->value, dy);
}
