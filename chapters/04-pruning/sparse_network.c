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

/* Chapter 1's functions are made for batches: to ask OpenMP whether one column is worth a
   second thread takes longer than to add a bias to it. Likewise for relu. */
static void stored_dense_forward(layer *l, matrix x, matrix y, bool training)
{
    (void)training; /* never true: there is no backward */
    stored_layer *s = l->state;
    multiply(s, x, y);
    if (x.cols > 1)
        matrix_add_column(y, y, s->bias);
    else
        for (int i = 0; i < y.rows; i++)
            y.data[i] += s->bias.data[i];
}

static void stored_relu_forward(layer *l, matrix x, matrix y, bool training)
{
    stored_layer *s = l->state;
    if (x.cols > 1)
        s->original->type->forward(s->original, x, y, training);
    else
        for (int i = 0; i < y.rows; i++)
            y.data[i] = x.data[i] < 0 ? 0 : x.data[i]; /* NaN stays NaN */
}

static void borrowed_forward(layer *l, matrix x, matrix y, bool training)
{
    stored_layer *s = l->state;
    s->original->type->forward(s->original, x, y, training);
}

static const layer_type stored_dense_layer = {.name = "dense",
                                              .forward = stored_dense_forward};
static const layer_type stored_relu_layer = {.name = "relu",
                                             .forward = stored_relu_forward};
static const layer_type borrowed_layer = {.name = "borrowed", .forward = borrowed_forward};

static const layer_type *stored_type(const layer_type *original)
{
    return original == &dense_layer  ? &stored_dense_layer
           : original == &relu_layer ? &stored_relu_layer
                                     : &borrowed_layer;
}

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
        layer *l = network_add(stored, stored_type(original->type), original->outputs);
        stored_layer *s = arena_alloc(&stored->memory, 1, sizeof *s);
        *s = (stored_layer){.original = original, .how = how};
        if (original->type == &dense_layer)
            store_dense(&stored->memory, s);
        l->state = s;
    }
    return stored;
}
