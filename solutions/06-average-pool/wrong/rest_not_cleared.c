/* fails: back by hand, left out, hidden shapes, memory
   diagnosis: rest */
static void average_pool_backward(layer *l, matrix x, matrix y, matrix dy, matrix dx)
{
    (void)x;
    (void)y;
    if (dx.data == NULL)
        return;
    const average_pool *s = l->state;
    const real share = 1 / (real)(s->size * s->size);

    for (int row = 0; row < dy.rows; row++)
        for (int i = 0; i < s->size; i++)
            for (int j = 0; j < s->size; j++)
                for (int n = 0; n < dy.cols; n++)
                    AT(dx, first_row(s, row) + i * s->in.width + j, n) =
                        share * AT(dy, row, n);
}
