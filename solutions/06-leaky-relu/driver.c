/* A leaky relu that works in place, as in a network: y lies where x was, dx where dy was. */
#include "cnn_layers.h"
#include "driver.h"

void run_case(arena *a)
{
    matrix numbers = case_matrix(a, "x"), gradient = case_matrix(a, "dy");
    network *net = network_new(numbers.rows, numbers.cols);
    network_add_standardize(net, 0, 1); /* something to stand after */
    network_add_leaky_relu(net, case_number("slope"));
    layer *l = &net->layers[1];
    l->type->forward(l, numbers, numbers, true);
    answer_matrix("y", numbers);
    l->type->backward(l, numbers, numbers, gradient,
                      (matrix){gradient.rows, gradient.cols, NULL});
    l->type->backward(l, numbers, numbers, gradient, gradient);
    answer_matrix("dx", gradient);
    network_free(net);
}
