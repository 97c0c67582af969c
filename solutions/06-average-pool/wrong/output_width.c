/* fails: by hand, forward, left out, hidden shapes
   diagnosis: lines */
static void average_pool_forward(layer *l, matrix x, matrix y, bool training)
{
    (void)training;
    const average_pool *s = l->state;
    const real share = 1 / (real)(s->size * s->size);
    matrix_fill(y, 0);
    for (int row = 0; row < y.rows; row++)
        for (int i = 0; i < s->size; i++)
            for (int j = 0; j < s->size; j++)
                for (int n = 0; n < y.cols; n++)
                    AT(y, row, n) +=
                        share *
                        AT(x, first_row(s, row) + i * s->out.width * s->size + j, n);
}
