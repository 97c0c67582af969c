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
    (void)y; /* the gradient of a sum does not depend on the sum */
    parameter *weight = &l->parameters[DENSE_WEIGHT], *bias = &l->parameters[DENSE_BIAS];
    matmul_bt_add(weight->gradient, dy, x); /* dW += dy x^T */
    matrix_sum_columns(bias->gradient, dy); /* db += dy 1 */
    if (dx.data != NULL)
        matmul_at(dx, weight->value, dy); /* dx = W^T dy */
}

static void dense_forward_sparse(layer *l, sparse_batch x, matrix y)
{
    sparse_multiply(y, l->parameters[DENSE_WEIGHT].value, x.images, x.which, l->state);
    matrix_add_column(y, y, l->parameters[DENSE_BIAS].value);
}

static void dense_backward_sparse(layer *l, sparse_batch x, matrix dy)
{
    parameter *weight = &l->parameters[DENSE_WEIGHT], *bias = &l->parameters[DENSE_BIAS];
    sparse_gradient_add(weight->gradient, dy, x.images, x.which, l->state);
    matrix_sum_columns(bias->gradient, dy);
}

const layer_type dense_layer = {
    .name = "dense",
    .forward = dense_forward,
    .backward = dense_backward,
    .forward_sparse = dense_forward_sparse,
    .backward_sparse = dense_backward_sparse,
};
