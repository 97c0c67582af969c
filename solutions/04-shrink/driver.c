/*
 * A network of dense layers with weights w1, w2, ... and biases b1, b2, ..., relu in between; answers
 * the weights and biases of the network without the hidden units that change nothing.
 */
#include <stdio.h>

#include "driver.h"
#include "units.h"

enum { MOST = 4 };

static const char *numbered(char *name, char letter, int number)
{
    snprintf(name, 16, "%c%d", letter, number);
    return name;
}

static network *build(arena *a)
{
    char name[16];
    network *net = network_new(case_matrix(a, "w1").cols, 1);
    for (int d = 1; d <= MOST && case_has(numbered(name, 'w', d)); d++) {
        matrix w = case_matrix(a, name);
        if (d > 1)
            network_add_relu(net);
        network_add_dense(net, w.rows);
        matrix_copy(net->parameters[2 * (d - 1)].value, w);
        matrix_copy(net->parameters[2 * (d - 1) + 1].value,
                    case_matrix(a, numbered(name, 'b', d)));
    }
    return net;
}

void run_case(arena *a)
{
    char name[16];
    network *net = build(a), *small = network_shrunk(net, 1);
    for (int i = 0; i < small->parameter_count; i++)
        answer_matrix(numbered(name, i % 2 == 0 ? 'w' : 'b', i / 2 + 1),
                      small->parameters[i].value);
    network_free(small);
    network_free(net);
}
