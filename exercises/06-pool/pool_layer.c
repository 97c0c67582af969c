#include "cnn_layers.h"

#include <string.h>

typedef struct pool {
    volume in, out;
    uint8_t *largest; /* outputs x capacity: which of the four it was, 0 to 3 */
} pool;

/* The row of x with the first of the four numbers of the first output of line `line`; lines are
   counted through all channels. */
static size_t first_row(const pool *s, int line)
{
    /* Your code here. */
    return 0;
}

void pool_row(real *restrict y, const real *restrict a, const real *restrict b,
              const real *restrict c, const real *restrict d, size_t m)
{
    /* Your code here. */
}

/* Which of the four it is, the first if several are: by arithmetic, not by asking, for the
   compiler to make vectors of. */
static void find_largest(uint8_t *restrict largest, const real *restrict y,
                         const real *restrict a, const real *restrict b,
                         const real *restrict c, size_t m)
{
    /* Your code here. */
}

static void pool_forward(layer *l, matrix x, matrix y, bool training)
{
    const pool *s = l->state;
    size_t m = (size_t)x.cols, below = (size_t)s->in.width * m;
#pragma omp parallel for if (matrix_size(y) > PARALLEL_SIZE)
    for (int line = 0; line < s->out.channels * s->out.height; line++) {
        const real *four = x.data + first_row(s, line) * m;
        size_t out = (size_t)(line * s->out.width) * m;
        for (int i = 0; i < s->out.width; i++, four += 2 * m, out += m) {
            pool_row(y.data + out, four, four + m, four + below, four + below + m, m);
            if (training) /* for the way back */
                find_largest(s->largest + out, y.data + out, four, four + m, four + below,
                             m);
        }
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
    size_t m = (size_t)dy.cols, below = (size_t)s->in.width * m;
    if (s->in.width % 2 != 0 || s->in.height % 2 != 0) /* what no window reads */
        matrix_fill(dx, 0);
#pragma omp parallel for if (matrix_size(dy) > PARALLEL_SIZE)
    for (int line = 0; line < s->out.channels * s->out.height; line++) {
        real *four = dx.data + first_row(s, line) * m;
        size_t out = (size_t)(line * s->out.width) * m;
        for (int i = 0; i < s->out.width; i++, four += 2 * m, out += m)
            unpool_row(dy.data + out, s->largest + out, four, four + m, four + below,
                       four + below + m, m);
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
    *s = (pool){in, pooled_volume(in), NULL};
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
    if (l->type == &pooled_convolution_layer)
        return pooled_volume(((const convolution *)l->state)->out);
    if (l->outputs == l->inputs)
        return in;
    return (volume){l->outputs, 1, 1};
}
