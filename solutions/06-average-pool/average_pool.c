#include "average_pool.h"

/* The row of x with the first number of the square that output row `row` stands for. */
static int first_row(const average_pool *s, int row)
{
    int x = row % s->out.width, y = row / s->out.width % s->out.height,
        c = row / volume_plane(s->out);
    return (c * s->in.height + s->size * y) * s->in.width + s->size * x;
}

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
                        share * AT(x, first_row(s, row) + i * s->in.width + j, n);
}

static void average_pool_backward(layer *l, matrix x, matrix y, matrix dy, matrix dx)
{
    (void)x;
    (void)y;
    if (dx.data == NULL)
        return;
    const average_pool *s = l->state;
    const real share = 1 / (real)(s->size * s->size);
    matrix_fill(dx, 0); /* what no square reads */
    for (int row = 0; row < dy.rows; row++)
        for (int i = 0; i < s->size; i++)
            for (int j = 0; j < s->size; j++)
                for (int n = 0; n < dy.cols; n++)
                    AT(dx, first_row(s, row) + i * s->in.width + j, n) =
                        share * AT(dy, row, n);
}

const layer_type average_pool_layer = {
    .name = "average_pool",
    .forward = average_pool_forward,
    .backward = average_pool_backward,
};

volume network_add_average_pool(network *net, volume in, int size)
{
    average_pool *s = arena_alloc(&net->memory, 1, sizeof *s);
    *s = (average_pool){in, {in.channels, in.height / size, in.width / size}, size};
    network_add(net, &average_pool_layer, volume_size(s->out))->state = s;
    return s->out;
}
