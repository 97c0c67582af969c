/*
 * The network of the report: 784 pixels, a hidden layer of ten units, ten outputs.
 *
 *     Z1 = W1 X + b1    A1 = relu(Z1)    Z2 = W2 A1 + b2    P = softmax(Z2)
 *
 * with W1 10 x 784, b1 10 x 1, W2 10 x 10, b2 10 x 1: 7,960 numbers to learn.
 */
#ifndef MLP_H
#define MLP_H

#include "matrix.h"
#include "random.h"

typedef struct mlp {
    matrix w1, b1; /* hidden x inputs, hidden x 1 */
    matrix w2, b2; /* outputs x hidden, outputs x 1 */
} mlp;

/* A network with every parameter uniform in [-0.5, 0.5), as the report starts it. */
mlp mlp_new(arena *a, int inputs, int hidden, int outputs, rng *r);

/* How many numbers there are to learn. */
size_t mlp_parameters(const mlp *net);

/* p (outputs x m) = the probabilities for the images x (inputs x m); a1 (hidden x m) is
   where the hidden layer is kept. */
void mlp_forward(const mlp *net, matrix x, matrix a1, matrix p);

#endif
