#include "mlp.h"

#include "forward.h"

static matrix uniform(arena *a, int rows, int cols, rng *r)
{
    matrix m = matrix_new(a, rows, cols);
    for (size_t i = 0; i < matrix_size(m); i++)
        m.data[i] = (real)(rng_uniform(r) - 0.5);
    return m;
}

mlp mlp_new(arena *a, int inputs, int hidden, int outputs, rng *r)
{
    mlp net;
    net.w1 = uniform(a, hidden, inputs, r);
    net.b1 = uniform(a, hidden, 1, r);
    net.w2 = uniform(a, outputs, hidden, r);
    net.b2 = uniform(a, outputs, 1, r);
    return net;
}

size_t mlp_parameters(const mlp *net)
{
    return matrix_size(net->w1) + matrix_size(net->b1) + matrix_size(net->w2) +
           matrix_size(net->b2);
}

void mlp_forward(const mlp *net, matrix x, matrix a1, matrix p)
{
    dense(a1, net->w1, x, net->b1);
    relu(a1, a1);
    dense(p, net->w2, a1, net->b2);
    softmax(p, p);
}
