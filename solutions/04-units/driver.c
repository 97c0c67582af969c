/*
 * A network of dense layers with the weights w1, w2 and, if the case has it, w3; relu in between.
 * Prunes hidden units by the magnitude of their weights, once, and answers the masks. A mask may start
 * as keep1 or keep2 say.
 */
#include <stdio.h>

#include "driver.h"
#include "options.h"
#include "units.h"

enum { MOST = 3 };

static const char *numbered(char *name, const char *word, int number)
{
    snprintf(name, 16, "%s%d", word, number);
    return name;
}

static network *build(arena *a)
{
    char name[16];
    network *net = network_new(case_matrix(a, "w1").cols, 1);
    for (int d = 1; d <= MOST && case_has(numbered(name, "w", d)); d++) {
        matrix w = case_matrix(a, name);
        if (d > 1)
            network_add_relu(net);
        network_add_dense(net, w.rows);
        matrix_copy(net->parameters[2 * (d - 1)].value, w);
    }
    return net;
}

static void set_masks(arena *a, masks *m)
{
    char name[16];
    for (int i = 0; i < m->count; i += 2)
        if (case_has(numbered(name, "keep", i / 2 + 1))) {
            matrix keep = case_matrix(a, name);
            for (size_t k = 0; k < matrix_size(keep); k++)
                m->keep[i][k] = keep.data[k] != 0;
        }
}

static void answer_masks(arena *a, const masks *m)
{
    char name[16];
    for (int i = 0; i < m->count; i += 2) {
        matrix keep =
            matrix_new(a, m->parameters[i].value.rows, m->parameters[i].value.cols);
        for (size_t k = 0; k < matrix_size(keep); k++)
            keep.data[k] = m->keep[i][k];
        answer_matrix(numbered(name, "mask", i / 2 + 1), keep);
    }
}

void run_case(arena *a)
{
    network *net = build(a);
    masks m = masks_new(a, net->parameters, net->parameter_count);
    set_masks(a, &m);
    scores s = scores_new(a, &m);
    score_magnitude(&s, &m);
    int where = options_choose("scope", case_text("scope"), scope_names, SCOPES);
    masks_prune_units(&m, &s, net, (scope)where, case_number("sparsity"));
    answer_masks(a, &m);
    network_free(net);
}
