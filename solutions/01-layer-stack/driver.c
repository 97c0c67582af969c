#include "driver.h"
#include "stack.h"

#include <stdio.h>

/* w0, b0, w1, b1, ... are the layers. What the outputs hold at first is 5. */
void run_case(arena *a)
{
    enum { LAYERS = 8 };
    stack_layer layers[LAYERS];
    matrix outputs[LAYERS];
    matrix x = case_matrix(a, "x");
    int count = 0;
    char name[8];
    for (; count < LAYERS; count++) {
        snprintf(name, sizeof name, "w%d", count);
        if (!case_has(name))
            break;
        layers[count].w = case_matrix(a, name);
        name[0] = 'b';
        layers[count].b = case_matrix(a, name);
        outputs[count] = matrix_new(a, layers[count].w.rows, x.cols);
        matrix_fill(outputs[count], 5);
    }

    answer_number("parameters", (double)stack_parameters(layers, count));
    stack_forward(layers, count, x, outputs);
    for (int n = 0; n < count; n++) {
        snprintf(name, sizeof name, "a%d", n);
        answer_matrix(name, outputs[n]);
    }
    answer_matrix("x afterwards", x);
}
