#include "stack.h"

#include "forward.h"

size_t stack_parameters(const stack_layer *layers, int count)
{
    size_t parameters = 0;
    for (int n = 0; n < count; n++)
        parameters += matrix_size(layers[n].w) + matrix_size(layers[n].b);
    return parameters;
}

void stack_forward(const stack_layer *layers, int count, matrix x, const matrix *outputs)
{
    for (int n = 0; n < count; n++) {
        matrix input = n > 0 ? outputs[n - 1] : x;
        dense(outputs[n], layers[n].w, input, layers[n].b);
        if (n < count - 1)
            relu(outputs[n], outputs[n]);
        else
            softmax(outputs[n], outputs[n]);
    }
}
