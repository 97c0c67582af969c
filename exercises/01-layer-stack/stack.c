#include "stack.h"

#include "forward.h"

size_t stack_parameters(const stack_layer *layers, int count)
{
    /* Your code here. */
    return 0;
}

void stack_forward(const stack_layer *layers, int count, matrix x, const matrix *outputs)
{
    /* Your code here. */
}
