/*
 * Two weight matrices with scores, a bias between them in the list, which is never pruned.
 * Answers the masks, which start as `keep1` and `keep2` say (left out: everything is kept).
 */
#include "driver.h"
#include "options.h"
#include "prune.h"

enum { FIRST, BIAS, SECOND, PARAMETERS };

static void set_mask(arena *a, masks *m, int i, const char *name)
{
    if (!case_has(name))
        return;
    matrix keep = case_matrix(a, name);
    for (size_t k = 0; k < matrix_size(keep); k++)
        m->keep[i][k] = keep.data[k] != 0;
}

static void answer_mask(arena *a, const masks *m, int i, const char *name)
{
    matrix keep = matrix_new(a, m->parameters[i].value.rows, m->parameters[i].value.cols);
    for (size_t k = 0; k < matrix_size(keep); k++)
        keep.data[k] = m->keep[i][k];
    answer_matrix(name, keep);
}

void run_case(arena *a)
{
    matrix first = case_matrix(a, "scores1"), second = case_matrix(a, "scores2");
    parameter list[PARAMETERS] = {
        {.value = matrix_new(a, first.rows, first.cols), .decays = true},
        {.value = matrix_new(a, first.rows, 1)},
        {.value = matrix_new(a, second.rows, second.cols), .decays = true}};
    masks m = masks_new(a, list, PARAMETERS);
    scores s = scores_new(a, &m);
    matrix_copy(s.of[FIRST], first);
    matrix_copy(s.of[SECOND], second);
    set_mask(a, &m, FIRST, "keep1");
    set_mask(a, &m, SECOND, "keep2");
    int where = options_choose("scope", case_text("scope"), scope_names, SCOPES);
    masks_prune(&m, &s, (scope)where, case_number("sparsity"));
    answer_mask(a, &m, FIRST, "mask1");
    answer_mask(a, &m, SECOND, "mask2");
}
