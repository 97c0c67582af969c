#include "driver.h"
#include "clip.h"

#include <stdio.h>

/* g0, g1, ... are the gradients. */
void run_case(arena *a)
{
    enum { PARAMETERS = 8 };
    parameter parameters[PARAMETERS] = {0};
    int count = 0;
    for (; count < PARAMETERS; count++) {
        parameter *p = &parameters[count];
        snprintf(p->name, sizeof p->name, "g%d", count);
        if (!case_has(p->name))
            break;
        p->gradient = case_matrix(a, p->name);
        p->value = matrix_new(a, p->gradient.rows, p->gradient.cols);
    }
    answer_number("length", clip_gradients(parameters, count, case_number("limit")));
    for (int i = 0; i < count; i++)
        answer_matrix(parameters[i].name, parameters[i].gradient);
}
