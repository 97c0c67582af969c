#include "forward.h"
#include "layer.h"
#include "matmul.h"

static void dense_forward(layer *l, matrix x, matrix y, bool training)
{
    (void)training; /* a dense layer computes the same in training and in use */
    dense(y, l->parameters[DENSE_WEIGHT].value, x, l->parameters[DENSE_BIAS].value);
}

static void dense_backward(layer *l, matrix x, matrix y, matrix dy, matrix dx)
{
    /* Your code here. */
}

typedef struct dense_scratch {
    sparse_scratch lists;
    real *tiles; /* of a layer of few units */
} dense_scratch;

void *dense_scratch_new(arena *a, int units, int pixels)
{
    dense_scratch *s = arena_alloc(a, 1, sizeof *s);
    s->lists = sparse_scratch_new(a, units, pixels);
    if (units <= DENSE_FEW_UNITS)
        s->tiles = tile_scratch_new(a, units, pixels);
    return s;
}

static void dense_forward_sparse(layer *l, sparse_batch x, matrix y)
{
    dense_scratch *s = l->state;
    matrix weight = l->parameters[DENSE_WEIGHT].value;
    if (x.tiles != NULL)
        tiles_multiply(y, weight, x.tiles, x.first, s->tiles);
    else
        sparse_multiply(y, weight, x.lists, x.which, &s->lists);
    matrix_add_column(y, y, l->parameters[DENSE_BIAS].value);
}

static void dense_backward_sparse(layer *l, sparse_batch x, matrix dy)
{
    dense_scratch *s = l->state;
    matrix gradient = l->parameters[DENSE_WEIGHT].gradient;
    if (x.tiles != NULL)
        tiles_gradient_add(gradient, dy, x.tiles, x.first);
    else
        sparse_gradient_add(gradient, dy, x.lists, x.which, &s->lists);
    matrix_sum_columns(l->parameters[DENSE_BIAS].gradient, dy);
}

const layer_type dense_layer = {
    .name = "dense",
    .forward = dense_forward,
    .backward = dense_backward,
    .forward_sparse = dense_forward_sparse,
    .backward_sparse = dense_backward_sparse,
};
