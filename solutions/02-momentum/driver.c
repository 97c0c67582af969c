#include "driver.h"
#include "optimizer.h"

#include <math.h>
#include <string.h>

/* Takes some steps with one gradient, from a velocity. */
void run_case(arena *a)
{
    parameter p = {.name = "weight",
                   .value = case_matrix(a, "w"),
                   .gradient = case_matrix(a, "g"),
                   .decays = true};
    bool nesterov = strcmp(case_text("method"), "nesterov") == 0;
    optimizer o = optimizer_new(a, nesterov ? NESTEROV : MOMENTUM, &p, 1);
    o.momentum = case_number("mu");
    o.decay = case_has("decay") ? case_number("decay") : 0;
    if (case_has("v"))
        matrix_copy(o.velocity[0], case_matrix(a, "v"));
    for (int steps = (int)case_number("steps"); steps > 0; steps--)
        optimizer_step(&o, case_number("rate"));

    int dust = 0;
    for (size_t i = 0; i < matrix_size(p.value); i++) {
        double v = fabs((double)o.velocity[0].data[i]);
        dust += v > 0 && v < 1e-30;
    }
    answer_matrix("w", p.value);
    answer_matrix("v", o.velocity[0]);
    answer_number("dust", dust);
}
