#include "driver.h"
#include "optimizer.h"

/* Takes some steps with one gradient, after `taken` others that left m and s. */
void run_case(arena *a)
{
    parameter p = {.name = "weight",
                   .value = case_matrix(a, "w"),
                   .gradient = case_matrix(a, "g"),
                   .decays = true};
    optimizer o = optimizer_new(a, ADAM, &p, 1);
    o.momentum = case_number("b1");
    o.second_moment = case_number("b2");
    o.epsilon = case_number("eps");
    o.decay = case_has("decay") ? case_number("decay") : 0;
    if (case_has("taken")) {
        o.steps = (long)case_number("taken");
        matrix_copy(o.velocity[0], case_matrix(a, "m"));
        matrix_copy(o.square[0], case_matrix(a, "s"));
    }
    for (int steps = (int)case_number("steps"); steps > 0; steps--)
        optimizer_step(&o, case_number("rate"));
    answer_matrix("w", p.value);
    answer_matrix("m", o.velocity[0]);
    answer_matrix("s", o.square[0]);
}
