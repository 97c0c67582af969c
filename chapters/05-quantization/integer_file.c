#include "integer_file.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bit_packing.h"
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

static void add_weights(tensor_file *f, int n, const integer_layer *l)
{
    size_t size = (size_t)l->rows * (size_t)l->cols;
    if (l->weight_bits == 8) {
        memcpy(add(f, n, "weight", TENSOR_I8, l->rows, (size_t)l->cols), l->weight, size);
        return;
    }
    arena memory = {0};
    int *numbers = arena_alloc(&memory, size, sizeof *numbers);
    for (size_t k = 0; k < size; k++)
        numbers[k] = l->weight[k];
    pack(add(f, n, "weight", TENSOR_U8, l->rows, packed_row(l->cols, l->weight_bits)),
         numbers, l->rows, l->cols, l->weight_bits);
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

/* Whether the file has the weights of such a layer, so that memory for it is worth taking. */
static bool has_weights(const tensor_file *f, int n, int rows, int cols)
{
    char name[48];
    snprintf(name, sizeof name, "layers.%d.weight", 2 * n);
    const tensor *t = tensor_find(f, name);
    return t != NULL && t->rank == 2 && t->shape[0] == (size_t)rows &&
           t->shape[1] >= packed_row(cols, 2);
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

static bool read_weights(integer_layer *l, const tensor_file *f, int n, error *e)
{
    size_t size = (size_t)l->rows * (size_t)l->cols;
    bool bytes = l->weight_bits == 8;
    const void *data =
        find(f, n, "weight", bytes ? TENSOR_I8 : TENSOR_U8, l->rows,
             bytes ? (size_t)l->cols : packed_row(l->cols, l->weight_bits), e);
    if (data == NULL)
        return false;
    if (bytes) {
        memcpy(l->weight, data, size);
        return true;
    }
    arena memory = {0};
    int *numbers = arena_alloc(&memory, size, sizeof *numbers);
    unpack(numbers, data, l->rows, l->cols, l->weight_bits, true);
    for (size_t k = 0; k < size; k++)
        l->weight[k] = (int8_t)numbers[k];
    arena_free(&memory);
    return true;
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
    enum { LAYER_TENSORS = 5 };
    if (!read_metadata(net, f, e))
        return false;
    for (int n = 0; n < net->layer_count; n++)
        if (!read_layer(&net->layers[n], f, n, e))
            return false;
    if (f->count != LAYER_TENSORS * net->layer_count)
        return error_set(e, "%d tensors, expected %d", f->count,
                         LAYER_TENSORS * net->layer_count);
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
