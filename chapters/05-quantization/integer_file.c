#include "integer_file.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bit_packing.h"
#include "sparse_file.h"
#include "weights.h"

enum { UNITS_MAX = 65536, OUTPUT_NUMBERS = 3 };

/* --- writing ------------------------------------------------------------------------- */

static void *add(tensor_file *f, int n, const char *part, tensor_type type, int rows,
                 size_t cols)
{
    char name[48];
    snprintf(name, sizeof name, "layers.%d.%s", 2 * n, part);
    return tensor_add(f, name, type, cols > 0 ? 2 : 1, (size_t[]){(size_t)rows, cols});
}

/* The layer's weights as a parameter, for what chapter 4 has to say of its zeros. */
static parameter weights_of(arena *a, int n, const integer_layer *l)
{
    parameter p = {.decays = true, .value = matrix_new(a, l->rows, l->cols)};
    snprintf(p.name, sizeof p.name, "layers.%d.weight", 2 * n);
    for (size_t k = 0; k < matrix_size(p.value); k++)
        p.value.data[k] = l->weight[k];
    return p;
}

/* Those of the weights that are not 0, or all of them, as numbers that can be packed. */
static int take_numbers(int *numbers, const integer_layer *l, bool all)
{
    int count = 0;
    for (size_t k = 0; k < (size_t)l->rows * (size_t)l->cols; k++)
        if (all || l->weight[k] != 0)
            numbers[count++] = +l->weight[k];
    return count;
}

static void add_sparse(tensor_file *f, int n, const integer_layer *l, const parameter *p,
                       const int *numbers, int count)
{
    size_t bytes = packed_row(count, l->weight_bits);
    positions_add(f, p, STORE_BITMAP);
    pack(add(f, n, "weight.value", TENSOR_U8, (int)bytes, 0), numbers, 1, count,
         l->weight_bits);
}

static void add_weights(tensor_file *f, int n, const integer_layer *l)
{
    arena memory = {0};
    size_t size = (size_t)l->rows * (size_t)l->cols,
           row = packed_row(l->cols, l->weight_bits);
    parameter p = weights_of(&memory, n, l);
    int *numbers = arena_alloc(&memory, size, sizeof *numbers);
    int count = take_numbers(numbers, l, false);
    if ((size + 7) / 8 + packed_row(count, l->weight_bits) < (size_t)l->rows * row) {
        add_sparse(f, n, l, &p, numbers, count);
    } else if (l->weight_bits == 8) {
        memcpy(add(f, n, "weight", TENSOR_I8, l->rows, row), l->weight, size);
    } else {
        take_numbers(numbers, l, true);
        pack(add(f, n, "weight", TENSOR_U8, l->rows, row), numbers, l->rows, l->cols,
             l->weight_bits);
    }
    arena_free(&memory);
}

static void add_layer(tensor_file *f, int n, const integer_layer *l)
{
    size_t rows = (size_t)l->rows;
    add_weights(f, n, l);
    memcpy(add(f, n, "bias", TENSOR_I32, l->rows, 0), l->bias, rows * sizeof *l->bias);
    memcpy(add(f, n, "multiplier", TENSOR_I32, l->rows, 0), l->multiplier,
           rows * sizeof *l->multiplier);
    memcpy(add(f, n, "shift", TENSOR_U8, l->rows, 0), l->shift, rows);
    int32_t output[OUTPUT_NUMBERS] = {l->zero_point, l->lowest, l->highest};
    memcpy(add(f, n, "output", TENSOR_I32, OUTPUT_NUMBERS, 0), output, sizeof output);
}

static void add_metadata(tensor_file *f, const integer_network *net)
{
    char architecture[ARCHITECTURE_SIZE], bits[4 * INTEGER_LAYERS] = "", scale[40];
    int length = snprintf(architecture, sizeof architecture, "%d", net->inputs);
    for (int n = 0; n < net->layer_count; n++) {
        const integer_layer *l = &net->layers[n];
        length += snprintf(architecture + length, sizeof architecture - (size_t)length,
                           " %s %d%s", l->type->name, l->rows,
                           n + 1 < net->layer_count ? " relu" : "");
        snprintf(bits + strlen(bits), sizeof bits - strlen(bits), "%s%d", n > 0 ? " " : "",
                 l->weight_bits);
    }
    snprintf(scale, sizeof scale, "%.17g", net->logit_scale);
    tensor_metadata_add(f, "format", "integer");
    tensor_metadata_add(f, "architecture", architecture);
    tensor_metadata_add(f, "bits", bits);
    tensor_metadata_add(f, "logit_scale", scale);
}

bool integer_save(const integer_network *net, const char *path, error *e)
{
    tensor_file file = {0};
    add_metadata(&file, net);
    for (int n = 0; n < net->layer_count; n++)
        add_layer(&file, n, &net->layers[n]);
    bool saved = tensor_file_write(&file, path, e);
    tensor_file_free(&file);
    return saved;
}

/* --- reading ------------------------------------------------------------------------- */

/* Reads a whole number from low to high, and what follows it, at *text; moves on behind. */
static bool take_number(const char **text, int low, int high, const char *behind,
                        int *number)
{
    char *end;
    long found = strtol(*text, &end, 10);
    if (end == *text || found < low || found > high ||
        strncmp(end, behind, strlen(behind)) != 0)
        return false;
    *number = (int)found;
    *text = end + strlen(behind);
    return true;
}

static const tensor *find_part(const tensor_file *f, int n, const char *part)
{
    char name[48];
    snprintf(name, sizeof name, "layers.%d.%s", 2 * n, part);
    return tensor_find(f, name);
}

/* Whether the file has the weights of such a layer, so that memory for it is worth taking. */
static bool has_weights(const tensor_file *f, int n, int rows, int cols)
{
    const tensor *all = find_part(f, n, "weight"), *map = find_part(f, n, "weight.bitmap");
    size_t size = (size_t)rows * (size_t)cols;
    return all != NULL ? all->rank == 2 && all->shape[0] == (size_t)rows &&
                             all->shape[1] >= packed_row(cols, 2)
                       : map != NULL && map->rank == 1 && map->shape[0] == (size + 7) / 8;
}

/* Adds the layers of "784 dense 128 relu dense 64 relu dense 10". */
static bool add_layers(integer_network *net, const tensor_file *f, const char *next)
{
    int rows, cols = net->inputs;
    for (;;) {
        bool last = !take_number(&next, 1, UNITS_MAX, " relu dense ", &rows);
        if (last && (!take_number(&next, DATASET_CLASSES, DATASET_CLASSES, "", &rows) ||
                     *next != '\0'))
            return false;
        if (net->layer_count == INTEGER_LAYERS ||
            !has_weights(f, net->layer_count, rows, cols))
            return false;
        integer_network_add(net, &integer_dense, rows, rows, cols);
        cols = rows;
        if (last)
            return true;
    }
}

static integer_network *read_architecture(const tensor_file *f, error *e)
{
    const char *text = tensor_metadata(f, "architecture"), *next = text;
    int inputs;
    if (text != NULL && take_number(&next, 1, UNITS_MAX, " dense ", &inputs)) {
        integer_network *net = integer_network_new(inputs);
        if (add_layers(net, f, next))
            return net;
        integer_network_free(net);
    }
    error_set(
        e,
        "architecture \"%s\", expected one like \"784 dense 64 relu dense 10\" with the "
        "weights of each dense layer",
        text != NULL ? text : "");
    return NULL;
}

static bool read_metadata(integer_network *net, const tensor_file *f, error *e)
{
    const char *bits = tensor_metadata(f, "bits"),
               *scale = tensor_metadata(f, "logit_scale");
    const char *next = bits;
    for (int n = 0; n < net->layer_count; n++)
        if (bits == NULL || !take_number(&next, 2, 8, n + 1 < net->layer_count ? " " : "",
                                         &net->layers[n].weight_bits))
            return error_set(e, "bits \"%s\", expected %d numbers from 2 to 8",
                             bits != NULL ? bits : "", net->layer_count);
    char *end = NULL;
    net->logit_scale = scale != NULL ? strtod(scale, &end) : 0;
    if (!(net->logit_scale > 0 && net->logit_scale < INFINITY) || *end != '\0')
        return error_set(e, "logit_scale \"%s\", expected a number above 0",
                         scale != NULL ? scale : "");
    return true;
}

/* The data of a tensor of this type and shape (cols 0: of one dimension); NULL: refused. */
static const void *find(const tensor_file *f, int n, const char *part, tensor_type type,
                        int rows, size_t cols, error *e)
{
    char name[48];
    snprintf(name, sizeof name, "layers.%d.%s", 2 * n, part);
    const tensor *t = tensor_find(f, name);
    if (t == NULL) {
        error_set(e, "no tensor \"%s\"", name);
    } else if (t->type != type) {
        error_set(e, "tensor \"%s\" holds %s, expected %s", name, tensor_type_name(t->type),
                  tensor_type_name(type));
    } else if (t->rank != (cols > 0 ? 2 : 1) || t->shape[0] != (size_t)rows ||
               (cols > 0 && t->shape[1] != cols)) {
        error_set(e, "tensor \"%s\" has another shape than %d x %zu", name, rows,
                  cols > 0 ? cols : 1);
    } else {
        return t->data;
    }
    return NULL;
}

static void put_numbers(integer_layer *l, const int *numbers, const size_t *place,
                        size_t count)
{
    for (size_t k = 0; k < count; k++)
        l->weight[place != NULL ? place[k] : k] = (int8_t)numbers[k];
}

static bool read_sparse(integer_layer *l, const tensor_file *f, int n, arena *a, error *e)
{
    parameter p = weights_of(a, n, l);
    size_t count, *place = arena_alloc(a, matrix_size(p.value), sizeof *place);
    int *numbers = arena_alloc(a, matrix_size(p.value), sizeof *numbers);
    if (!positions_read(f, &p, STORE_BITMAP, place, &count, e))
        return false;
    int bytes = (int)packed_row((int)count, l->weight_bits);
    const void *data = find(f, n, "weight.value", TENSOR_U8, bytes, 0, e);
    if (data == NULL)
        return false;
    unpack(numbers, data, 1, (int)count, l->weight_bits, true);
    put_numbers(l, numbers, place, count);
    return true;
}

static bool read_dense(integer_layer *l, const tensor_file *f, int n, arena *a, error *e)
{
    size_t size = (size_t)l->rows * (size_t)l->cols;
    const void *data = find(f, n, "weight", l->weight_bits == 8 ? TENSOR_I8 : TENSOR_U8,
                            l->rows, packed_row(l->cols, l->weight_bits), e);
    if (data == NULL)
        return false;
    int *numbers = arena_alloc(a, size, sizeof *numbers);
    unpack(numbers, data, l->rows, l->cols, l->weight_bits, true);
    put_numbers(l, numbers, NULL, size);
    return true;
}

static bool read_weights(integer_layer *l, const tensor_file *f, int n, error *e)
{
    arena memory = {0};
    bool sparse = find_part(f, n, "weight") == NULL;
    bool right =
        sparse ? read_sparse(l, f, n, &memory, e) : read_dense(l, f, n, &memory, e);
    arena_free(&memory);
    return right;
}

static bool read_layer(integer_layer *l, const tensor_file *f, int n, error *e)
{
    size_t rows = (size_t)l->rows;
    const void *bias = find(f, n, "bias", TENSOR_I32, l->rows, 0, e);
    const void *multiplier =
        bias != NULL ? find(f, n, "multiplier", TENSOR_I32, l->rows, 0, e) : NULL;
    const void *shift =
        multiplier != NULL ? find(f, n, "shift", TENSOR_U8, l->rows, 0, e) : NULL;
    const int32_t *output =
        shift != NULL ? find(f, n, "output", TENSOR_I32, OUTPUT_NUMBERS, 0, e) : NULL;
    if (output == NULL || !read_weights(l, f, n, e))
        return false;
    memcpy(l->bias, bias, rows * sizeof *l->bias);
    memcpy(l->multiplier, multiplier, rows * sizeof *l->multiplier);
    memcpy(l->shift, shift, rows);
    l->zero_point = output[0];
    l->lowest = output[1];
    l->highest = output[2];
    return true;
}

static bool read_network(integer_network *net, const tensor_file *f, error *e)
{
    enum { LAYER_TENSORS = 5 }; /* and one more where the weights are stored sparse */
    int tensors = LAYER_TENSORS * net->layer_count;
    if (!read_metadata(net, f, e))
        return false;
    for (int n = 0; n < net->layer_count; n++) {
        if (!read_layer(&net->layers[n], f, n, e))
            return false;
        tensors += find_part(f, n, "weight") == NULL;
    }
    if (f->count != tensors)
        return error_set(e, "%d tensors, expected %d", f->count, tensors);
    return integer_network_check(net, e);
}

integer_network *integer_load(const char *path, int capacity, error *e)
{
    tensor_file file = {0};
    if (!tensor_file_read(&file, path, e))
        return NULL;
    integer_network *net = NULL;
    const char *format = tensor_metadata(&file, "format");
    if (format == NULL || strcmp(format, "integer") != 0)
        error_set(e, "format \"%s\", expected \"integer\"", format != NULL ? format : "");
    else
        net = read_architecture(&file, e);
    if (net != NULL && !read_network(net, &file, e)) {
        integer_network_free(net);
        net = NULL;
    }
    tensor_file_free(&file);
    if (net == NULL)
        error_prefix(e, "%s", path);
    else
        integer_network_prepare(net, capacity);
    return net;
}
