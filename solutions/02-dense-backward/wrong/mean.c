/* fails: by hand, adding up, first layer, random shapes, hidden shapes
   diagnosis: batch */
static void dense_backward(layer *l, matrix x, matrix y, matrix dy, matrix dx)
{
    (void)y;
    parameter *weight = &l->parameters[DENSE_WEIGHT], *bias = &l->parameters[DENSE_BIAS];
    for (int i = 0; i < dy.rows; i++)
        for (int j = 0; j < dy.cols; j++) {
            for (int k = 0; k < x.rows; k++)
                AT(weight->gradient, i, k) += AT(dy, i, j) * AT(x, k, j) / (real)x.cols;
            AT(bias->gradient, i, 0) += AT(dy, i, j) / (real)x.cols;
        }
    if (dx.data != NULL)
        matmul_at(dx, weight->value, dy);
}
