/*
 * A list of two parameters, a weight matrix and a bias. Without an optimizer in the case: the masks
 * that masks_new makes for them. With one: prunes what `keep` says and takes some steps, with a
 * gradient that stays the same.
 */
#include "driver.h"
#include "mask.h"
#include "options.h"

enum { WEIGHT, BIAS, PARAMETERS };

static void answer_fresh(arena *a, parameter *list)
{
    masks m = masks_new(a, list, PARAMETERS);
    if (m.keep == NULL || m.keep[WEIGHT] == NULL)
        return; /* no mask to look at, nothing to answer */
    double kept = 0;
    for (size_t k = 0; k < matrix_size(list[WEIGHT].value); k++)
        kept += m.keep[WEIGHT][k] == 1;
    answer_number("kept_at_first", kept);
    answer_number("masks", 1 + (m.keep[BIAS] != NULL));
}

static masks masks_of(arena *a, parameter *list, matrix keep)
{
    masks m = {.parameters = list, .count = PARAMETERS};
    m.keep = arena_alloc(a, PARAMETERS, sizeof *m.keep);
    m.keep[WEIGHT] = arena_alloc(a, matrix_size(keep), 1);
    for (size_t k = 0; k < matrix_size(keep); k++)
        m.keep[WEIGHT][k] = keep.data[k] != 0;
    return m;
}

static void answer_steps(arena *a, parameter *list)
{
    masks m = masks_of(a, list, case_matrix(a, "keep"));
    masks_hold(&m, NULL);
    int kind = options_choose("optimizer", case_text("optimizer"), optimizer_names,
                              OPTIMIZER_KINDS);
    optimizer o = optimizer_new(a, (optimizer_kind)kind, list, PARAMETERS);
    for (int steps = (int)case_number("steps"); steps > 0; steps--) {
        optimizer_step(&o, 0.1);
        masks_hold(&m, &o);
    }
    answer_matrix("weight", list[WEIGHT].value);
    answer_matrix("bias", list[BIAS].value);
    if (o.velocity[WEIGHT].data != NULL)
        answer_matrix("velocity", o.velocity[WEIGHT]);
    if (o.square[WEIGHT].data != NULL)
        answer_matrix("square", o.square[WEIGHT]);
}

void run_case(arena *a)
{
    parameter list[PARAMETERS] = {
        {.value = case_matrix(a, "weight"),
         .gradient = case_matrix(a, "gradient"),
         .decays = true},
        {.value = case_matrix(a, "bias"), .gradient = case_matrix(a, "bias_gradient")}};
    if (case_has("optimizer"))
        answer_steps(a, list);
    else
        answer_fresh(a, list);
}
