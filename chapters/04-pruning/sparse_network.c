#include "sparse_network.h"

#include "dense_vector.h"
#include "error.h"
#include "matmul.h"
#include "sparse_columns.h"

/* What a layer of such a network needs: the original, and its weights in other storage. */
typedef struct stored_layer {
    layer *original;
    kernel how;
    matrix weight, bias; /* the original's */
    sparse_matrix rows;
    sparse_columns columns;
} stored_layer;

static void multiply(stored_layer *s, matrix x, matrix y)
{
    bool one = x.cols == 1;
    if (s->how == DENSE_KERNEL && one)
        dense_times_vector(y, s->weight, x);
    else if (s->how == DENSE_KERNEL)
        matmul(y, s->weight, x);
    else if (s->how == SPARSE_KERNEL && one)
        sparse_columns_times_vector(y, &s->columns, x);
    else if (one)
        sparse_times_vector(y, &s->rows, x);
    else
        sparse_times_matrix(y, &s->rows, x);
}

static void stored_dense_forward(layer *l, matrix x, matrix y, bool training)
{
    (void)training; /* never true: there is no backward */
    stored_layer *s = l->state;
    multiply(s, x, y);
    matrix_add_column(y, y, s->bias);
}

static void borrowed_forward(layer *l, matrix x, matrix y, bool training)
{
    stored_layer *s = l->state;
    s->original->type->forward(s->original, x, y, training);
}

static const layer_type stored_dense_layer = {.name = "dense",
                                              .forward = stored_dense_forward};
static const layer_type borrowed_layer = {.name = "borrowed", .forward = borrowed_forward};

static void store_dense(arena *a, stored_layer *s)
{
    s->weight = s->original->parameters[DENSE_WEIGHT].value;
    s->bias = s->original->parameters[DENSE_BIAS].value;
    if (s->how == DENSE_KERNEL)
        return;
    s->rows = sparse_matrix_new(a, s->weight);
    if (s->how == SPARSE_KERNEL)
        s->columns = sparse_columns_new(a, &s->rows);
}

network *sparse_network_new(network *net, kernel how, int capacity)
{
    CHECK(capacity <= net->capacity, "%d images of %d", capacity, net->capacity);
    network *stored = network_new(net->inputs, capacity);
    for (int n = 0; n < net->layer_count; n++) {
        layer *original = &net->layers[n];
        bool dense = original->type == &dense_layer;
        layer *l = network_add(stored, dense ? &stored_dense_layer : &borrowed_layer,
                               original->outputs);
        stored_layer *s = arena_alloc(&stored->memory, 1, sizeof *s);
        *s = (stored_layer){.original = original, .how = how};
        if (dense)
            store_dense(&stored->memory, s);
        l->state = s;
    }
    return stored;
}
