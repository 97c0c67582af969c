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
    /* Your code here. */
}

static void average_pool_backward(layer *l, matrix x, matrix y, matrix dy, matrix dx)
{
    /* Your code here. */
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
