#include "units.h"

#include <stdlib.h>
#include <string.h>

#include "error.h"

/* The dense layers of a network, from the images on: the parameters of weight and bias. */
typedef struct stack {
    int count;
    const parameter *dense[NETWORK_LAYERS]; /* weight; the bias follows it */
    int place[NETWORK_LAYERS];              /* of the weight, in the list */
} stack;

static stack dense_stack(const network *net)
{
    stack s = {0};
    for (int n = 0; n < net->layer_count; n++) {
        const layer *l = &net->layers[n];
        CHECK(l->type == &dense_layer || l->type == &relu_layer,
              "units of a network with a layer of type %s", l->type->name);
        if (l->type == &dense_layer) {
            s.place[s.count] = (int)(l->parameters - net->parameters);
            s.dense[s.count++] = l->parameters;
        }
    }
    return s;
}

int network_hidden_units(const network *net)
{
    stack s = dense_stack(net);
    int units = 0;
    for (int d = 0; d + 1 < s.count; d++)
        units += s.dense[d]->value.rows;
    return units;
}

/* ---- Masking ---- */

static bool row_is_pruned(const uint8_t *keep, int cols, int unit)
{
    return memchr(keep + (size_t)unit * (size_t)cols, 1, (size_t)cols) == NULL;
}

int units_pruned(const masks *m, const network *net)
{
    stack s = dense_stack(net);
    int pruned = 0;
    for (int d = 0; d + 1 < s.count; d++)
        for (int u = 0; u < s.dense[d]->value.rows; u++)
            pruned += row_is_pruned(m->keep[s.place[d]], s.dense[d]->value.cols, u);
    return pruned;
}

static void prune_unit(masks *m, const stack *s, int d, int unit)
{
    /* This is exercise 04-units. */
}

typedef struct scored_unit {
    double score;
    int d, unit; /* of which dense layer, and which */
} scored_unit;

static int compare_units(const void *left, const void *right)
{
    const scored_unit *a = left, *b = right;
    if (a->score != b->score)
        return a->score < b->score ? -1 : 1;
    return a->d != b->d ? a->d - b->d : a->unit - b->unit;
}

static scored_unit score_unit(const masks *m, const scores *s, const stack *dense, int d,
                              int unit)
{
    /* This is exercise 04-units. */
    return (scored_unit){.d = d, .unit = unit};
}

/* Prunes the units of dense layers first .. end-1 with the smallest scores. */
static void prune_smallest_units(masks *m, const scores *s, const stack *dense, int first,
                                 int end, double sparsity)
{
    int units = 0, n = 0;
    for (int d = first; d < end; d++)
        units += dense->dense[d]->value.rows;
    if (units == 0)
        return;
    scored_unit *order = malloc((size_t)units * sizeof *order);
    CHECK(order != NULL, "no memory for %d units", units);
    for (int d = first; d < end; d++)
        for (int u = 0; u < dense->dense[d]->value.rows; u++)
            order[n++] = score_unit(m, s, dense, d, u);
    qsort(order, (size_t)units, sizeof *order, compare_units);
    int wanted = (int)(sparsity * units + 0.5);
    for (int i = 0; i < wanted; i++)
        prune_unit(m, dense, order[i].d, order[i].unit);
    free(order);
}

void masks_prune_units(masks *m, scores *s, const network *net, scope where,
                       double sparsity)
{
    stack dense = dense_stack(net);
    if (where == GLOBAL)
        prune_smallest_units(m, s, &dense, 0, dense.count - 1, sparsity);
    else
        for (int d = 0; d + 1 < dense.count; d++)
            prune_smallest_units(m, s, &dense, d, d + 1, sparsity);
}

/* ---- Shrinking ---- */

/* A working copy of one dense layer, and which of its units stay. */
typedef struct shrinking {
    matrix weight, bias;
    bool *stays;
} shrinking;

static bool listens(const shrinking *l, int unit)
{
    /* Your code here. */
    return true;
}

/* Whether a unit of the next layer that stays listens to this one. */
static bool is_heard(const shrinking *next, int unit)
{
    /* Your code here. */
    return true;
}

/* A unit without inputs always says relu(bias): the next layer's biases can say it as well. */
static void fold_constant(shrinking *own, shrinking *next, int unit)
{
    /* Your code here. */
}

/* Forward: units without inputs become biases, which may leave later ones without. Backward:
   units that nobody hears go, and after them those that only they heard. */
static void find_units(shrinking *layers, int count)
{
    /* Your code here. */
}

static int count_staying(const shrinking *l)
{
    int count = 0;
    for (int u = 0; u < l->weight.rows; u++)
        count += l->stays[u];
    return count;
}

/* Rows of units that stay, columns of inputs that do (NULL: all). */
static void take_staying(const layer *small, const shrinking *l, const bool *inputs)
{
    matrix weight = small->parameters[DENSE_WEIGHT].value;
    matrix bias = small->parameters[DENSE_BIAS].value;
    int row = 0;
    for (int u = 0; u < l->weight.rows; u++) {
        if (!l->stays[u])
            continue;
        AT(bias, row, 0) = AT(l->bias, u, 0);
        int col = 0;
        for (int k = 0; k < l->weight.cols; k++)
            if (inputs == NULL || inputs[k])
                AT(weight, row, col++) = AT(l->weight, u, k);
        row++;
    }
}

static shrinking shrinking_new(arena *a, const parameter *dense)
{
    matrix weight = dense[DENSE_WEIGHT].value, bias = dense[DENSE_BIAS].value;
    shrinking l = {matrix_new(a, weight.rows, weight.cols), matrix_new(a, bias.rows, 1),
                   arena_alloc(a, (size_t)weight.rows, sizeof *l.stays)};
    matrix_copy(l.weight, weight);
    matrix_copy(l.bias, bias);
    memset(l.stays, true, (size_t)weight.rows * sizeof *l.stays);
    return l;
}

network *network_shrunk(const network *net, int capacity)
{
    stack dense = dense_stack(net);
    CHECK(dense.count > 0, "a network without a dense layer");
    arena memory = {0};
    shrinking layers[NETWORK_LAYERS] = {0};
    for (int d = 0; d < dense.count; d++)
        layers[d] = shrinking_new(&memory, dense.dense[d]);
    find_units(layers, dense.count);

    network *small = network_new(net->inputs, capacity);
    for (int n = 0, d = 0; n < net->layer_count; n++) {
        if (net->layers[n].type == &relu_layer) {
            network_add_relu(small);
            continue;
        }
        network_add_dense(small, count_staying(&layers[d]));
        take_staying(&small->layers[n], &layers[d], d > 0 ? layers[d - 1].stays : NULL);
        d++;
    }
    arena_free(&memory);
    return small;
}
