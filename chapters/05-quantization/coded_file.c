#include "coded_file.h"

#include <stdio.h>
#include <string.h>

#include "bit_packing.h"

enum { NAME_SIZE = 64 };

static void part_name(char *name, const parameter *p, const char *part)
{
    snprintf(name, NAME_SIZE, "%s%s", p->name, part);
}

static void *add(tensor_file *f, const parameter *p, const char *part, tensor_type type,
                 int count)
{
    char name[NAME_SIZE];
    part_name(name, p, part);
    return tensor_add(f, name, type, 1, (size_t[]){(size_t)count});
}

/* --- writing ------------------------------------------------------------------------- */

static void add_quantizers(tensor_file *f, const parameter *p, const weight_code *c)
{
    double *scale = add(f, p, ".scale", TENSOR_F64, c->groups);
    int32_t *zero_point = add(f, p, ".zero_point", TENSOR_I32, c->groups);
    int32_t *range = add(f, p, ".range", TENSOR_I32, 2);
    for (int g = 0; g < c->groups; g++) {
        scale[g] = c->quantizers[g].scale;
        zero_point[g] = c->quantizers[g].zero_point;
    }
    range[0] = c->quantizers[0].lowest;
    range[1] = c->quantizers[0].highest;
}

static void add_weight(tensor_file *f, const parameter *p, const weight_code *c, matrix w)
{
    arena memory = {0};
    int bits = weight_code_bits(c);
    int *codes = arena_alloc(&memory, matrix_size(w), sizeof *codes);
    weight_code_write(c, codes, w);
    uint8_t *packed = tensor_add(f, p->name, TENSOR_U8, 2,
                                 (size_t[]){(size_t)w.rows, packed_row(w.cols, bits)});
    pack(packed, codes, w.rows, w.cols, bits);
    arena_free(&memory);
    if (c->book == NULL) {
        add_quantizers(f, p, c);
        return;
    }
    float *levels = add(f, p, ".levels", TENSOR_F32, c->book->size);
    for (int k = 0; k < c->book->size; k++)
        levels[k] = (float)c->book->levels[k];
}

bool coded_save(const network *net, const weight_code *codes, const matrix *full,
                const char *path, error *e)
{
    tensor_file file = {0};
    char architecture[ARCHITECTURE_SIZE];
    network_architecture(net, architecture);
    tensor_metadata_add(&file, "format", "coded");
    tensor_metadata_add(&file, "architecture", architecture);
    for (int i = 0; i < net->parameter_count; i++) {
        const parameter *p = &net->parameters[i];
        if (p->decays) {
            add_weight(&file, p, &codes[i], full[i]);
            continue;
        }
        float *numbers = tensor_add(&file, p->name, TENSOR_F32, p->rank, p->shape);
        for (size_t k = 0; k < matrix_size(p->value); k++)
            numbers[k] = (float)p->value.data[k];
    }
    bool saved = tensor_file_write(&file, path, e);
    tensor_file_free(&file);
    return saved;
}

/* --- reading ------------------------------------------------------------------------- */

/* A tensor of one dimension and this type; *count is its length, or, if that was not 0, what it
   has to be. NULL: refused. */
static const void *find(const tensor_file *f, const parameter *p, const char *part,
                        tensor_type type, size_t *count, error *e)
{
    char name[NAME_SIZE];
    part_name(name, p, part);
    const tensor *t = tensor_find(f, name);
    if (t == NULL) {
        error_set(e, "no tensor \"%s\"", name);
        return NULL;
    }
    if (t->type != type || t->rank != 1 || t->shape[0] == 0 ||
        (*count != 0 && t->shape[0] != *count) || !tensor_is_finite(t)) {
        error_set(e, "tensor \"%s\" is not a row of %s as expected", name,
                  tensor_type_name(type));
        return NULL;
    }
    *count = t->shape[0];
    return t->data;
}

static bool read_levels(weight_code *c, arena *a, const tensor_file *f, const parameter *p,
                        error *e)
{
    size_t count = 0;
    const float *levels = find(f, p, ".levels", TENSOR_F32, &count, e);
    if (levels == NULL)
        return false;
    if (count < 2 || count > CODEBOOK_MAX)
        return error_set(e, "\"%s.levels\" has %zu numbers, expected 2 to %d", p->name,
                         count, CODEBOOK_MAX);
    c->book = arena_alloc(a, 1, sizeof *c->book);
    c->book->size = (int)count;
    for (size_t k = 0; k < count; k++)
        c->book->levels[k] = (real)levels[k];
    return true;
}

static bool read_quantizers(weight_code *c, arena *a, const tensor_file *f,
                            const parameter *p, error *e)
{
    size_t groups = 0, two = 2;
    const double *scale = find(f, p, ".scale", TENSOR_F64, &groups, e);
    const int32_t *zero = scale ? find(f, p, ".zero_point", TENSOR_I32, &groups, e) : NULL;
    const int32_t *range = zero ? find(f, p, ".range", TENSOR_I32, &two, e) : NULL;
    if (range == NULL)
        return false;
    if (groups != 1 && groups != (size_t)p->value.rows)
        return error_set(e, "\"%s.scale\" has %zu numbers, expected 1 or %d", p->name,
                         groups, p->value.rows);
    if (range[0] < -255 || range[0] > 0 || range[1] < 1 || range[1] > 255)
        return error_set(e, "\"%s.range\" is %d to %d, which cannot be", p->name, range[0],
                         range[1]);
    c->groups = (int)groups;
    c->quantizers = arena_alloc(a, groups, sizeof *c->quantizers);
    for (int g = 0; g < c->groups; g++) {
        c->quantizers[g] = (quantizer){.scale = scale[g], .zero_point = zero[g]};
        c->quantizers[g].lowest = range[0];
        c->quantizers[g].highest = range[1];
        if (!(scale[g] > 0) || zero[g] < range[0] || zero[g] > range[1])
            return error_set(e, "\"%s\": scale %g with zero point %d, which cannot be",
                             p->name, scale[g], zero[g]);
    }
    return true;
}

static bool read_weight(matrix out, arena *a, const tensor_file *f, const parameter *p,
                        error *e)
{
    weight_code c = {.groups = 1};
    char name[NAME_SIZE];
    part_name(name, p, ".levels");
    if (!(tensor_find(f, name) != NULL ? read_levels(&c, a, f, p, e)
                                       : read_quantizers(&c, a, f, p, e)))
        return false;
    int bits = weight_code_bits(&c);
    size_t size = matrix_size(out), row = packed_row(out.cols, bits);
    const tensor *t = tensor_find(f, p->name);
    if (t == NULL || t->type != TENSOR_U8 || t->rank != 2 ||
        t->shape[0] != (size_t)out.rows || t->shape[1] != row)
        return error_set(e, "tensor \"%s\" is not U8 of %d x %zu, as expected", p->name,
                         out.rows, row);
    int *codes = arena_alloc(a, size, sizeof *codes);
    unpack(codes, t->data, out.rows, out.cols, bits,
           c.quantizers != NULL && c.quantizers->lowest < 0);
    for (size_t k = 0; c.book != NULL && k < size; k++)
        if (codes[k] >= c.book->size)
            return error_set(e, "\"%s\" has the code %d, of %d levels", p->name, codes[k],
                             c.book->size);
    weight_code_read(&c, out, codes);
    return true;
}

static bool read_bias(matrix out, const tensor_file *f, const parameter *p, error *e)
{
    size_t count = matrix_size(out);
    const float *numbers = find(f, p, "", TENSOR_F32, &count, e);
    for (size_t k = 0; numbers != NULL && k < count; k++)
        out.data[k] = (real)numbers[k];
    return numbers != NULL;
}

static bool read_parameters(network *net, const tensor_file *f, arena *a, error *e)
{
    char expected[ARCHITECTURE_SIZE];
    network_architecture(net, expected);
    const char *format = tensor_metadata(f, "format");
    const char *found = tensor_metadata(f, "architecture");
    if (format == NULL || strcmp(format, "coded") != 0)
        return error_set(e, "format \"%s\", expected \"coded\"",
                         format != NULL ? format : "");
    if (found == NULL || strcmp(found, expected) != 0)
        return error_set(e, "a network \"%s\", expected \"%s\"", found != NULL ? found : "",
                         expected);
    matrix values[NETWORK_PARAMETERS];
    for (int i = 0; i < net->parameter_count; i++) {
        const parameter *p = &net->parameters[i];
        values[i] = matrix_new(a, p->value.rows, p->value.cols);
        if (!(p->decays ? read_weight(values[i], a, f, p, e)
                        : read_bias(values[i], f, p, e)))
            return false;
    }
    for (int i = 0; i < net->parameter_count; i++)
        matrix_copy(net->parameters[i].value, values[i]);
    return true;
}

bool coded_load(network *net, const char *path, error *e)
{
    tensor_file file = {0};
    arena memory = {0};
    if (!tensor_file_read(&file, path, e))
        return false;
    bool fits = read_parameters(net, &file, &memory, e) || error_prefix(e, "%s", path);
    arena_free(&memory);
    tensor_file_free(&file);
    return fits;
}
