/*
 * A network of any number of dense layers: the MLP of chapter 1 is the one with two.
 *
 *     A1 = relu(W1 X + b1)    A2 = relu(W2 A1 + b2)    ...    P = softmax(Wn An-1 + bn)
 *
 * relu stands between the layers, softmax behind the last one.
 */
#ifndef STACK_H
#define STACK_H

#include "matrix.h"

typedef struct stack_layer {
    matrix w, b; /* outputs x inputs, outputs x 1 */
} stack_layer;

/* How many numbers there are to learn. */
size_t stack_parameters(const stack_layer *layers, int count);

/*
 * outputs[n] (outputs of layer n x m) = what layer n makes of the images x (inputs x m): for
 * the last layer the probabilities, for the others what relu lets through. The caller brings
 * room for them; x stays as it is. count is at least 1.
 */
void stack_forward(const stack_layer *layers, int count, matrix x, const matrix *outputs);

#endif
