#include "cnn_layers.h"

#include <string.h>

typedef struct pool {
    volume in, out;
    uint8_t *largest; /* outputs x capacity: which of the four it was, 0 to 3 */
} pool;

/* The row of x with the first of the four numbers of output row `row`. */
static size_t first_row(const pool *s, int row)
{
    /* Your code here. */
    return 0;
}

/* y = the largest of four numbers, and which of them it is, the first if several are, for the m
   images of one output. Two loops that ask no questions, for the compiler to make vectors of. */
static void pool_row(real *restrict y, uint8_t *restrict largest, const real *restrict a,
                     const real *restrict b, const real *restrict c, const real *restrict d,
                     size_t m)
{
    /* Your code here. */
}

static void pool_forward(layer *l, matrix x, matrix y, bool training)
{
    (void)training;
    const pool *s = l->state;
    size_t m = (size_t)x.cols, line = (size_t)s->in.width * m;
#pragma omp parallel for if (matrix_size(y) > PARALLEL_SIZE)
    for (int row = 0; row < y.rows; row++) {
        const real *four = x.data + first_row(s, row) * m;
        pool_row(&AT(y, row, 0), s->largest + (size_t)row * m, four, four + m, four + line,
                 four + line + m, m);
    }
}

/* The gradient goes to the largest of the four; the others had no part in y. */
static void unpool_row(const real *restrict dy, const uint8_t *restrict largest,
                       real *restrict a, real *restrict b, real *restrict c,
                       real *restrict d, size_t m)
{
    /* Your code here. */
}

static void pool_backward(layer *l, matrix x, matrix y, matrix dy, matrix dx)
{
    (void)x;
    (void)y;
    if (dx.data == NULL)
        return;
    const pool *s = l->state;
    size_t m = (size_t)dy.cols, line = (size_t)s->in.width * m;
    if (s->in.width % 2 != 0 || s->in.height % 2 != 0) /* what no window reads */
        matrix_fill(dx, 0);
#pragma omp parallel for if (matrix_size(dy) > PARALLEL_SIZE)
    for (int row = 0; row < dy.rows; row++) {
        real *four = dx.data + first_row(s, row) * m;
        unpool_row(&AT(dy, row, 0), s->largest + (size_t)row * m, four, four + m,
                   four + line, four + line + m, m);
    }
}

const layer_type pool_layer = {
    .name = "pool",
    .forward = pool_forward,
    .backward = pool_backward,
};

volume network_add_pool(network *net, volume in)
{
    pool *s = arena_alloc(&net->memory, 1, sizeof *s);
    *s = (pool){in, {in.channels, in.height / 2, in.width / 2}, NULL};
    s->largest =
        arena_alloc(&net->memory, (size_t)volume_size(s->out) * (size_t)net->capacity, 1);
    network_add(net, &pool_layer, volume_size(s->out))->state = s;
    return s->out;
}

volume layer_volume(const layer *l, volume in)
{
    if (l->type == &convolution_layer)
        return ((const convolution *)l->state)->out;
    if (l->type == &pool_layer)
        return ((const pool *)l->state)->out;
    if (l->outputs == l->inputs)
        return in;
    return (volume){l->outputs, 1, 1};
}
