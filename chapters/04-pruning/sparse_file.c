#include "sparse_file.h"

#include <stdio.h>
#include <string.h>

#include "sparse_matrix.h"
#include "weights.h"

const char *const storage_names[STORAGES] = {"dense", "csr", "bitmap"};

enum { NAME_SIZE = 64 };

/* "layers.0.weight.value" */
static const char *part_name(char *name, const parameter *p, const char *part)
{
    snprintf(name, NAME_SIZE, "%s.%s", p->name, part);
    return name;
}

/* Only weights are ever stored sparse. */
static storage storage_of(const parameter *p, storage how)
{
    return p->decays ? how : STORE_DENSE;
}

size_t storage_bytes(const parameter *p, storage how)
{
    size_t n = matrix_size(p->value), stored = stored_count(p->value);
    size_t start = ((size_t)p->value.rows + 1) * sizeof(int32_t);
    switch (storage_of(p, how)) {
    case STORE_CSR:
        return start + stored * (sizeof(int16_t) + sizeof(float));
    case STORE_BITMAP:
        return (n + 7) / 8 + stored * sizeof(float);
    default:
        return n * sizeof(float);
    }
}

bool storage_fits(const parameter *p, storage how)
{
    return storage_of(p, how) != STORE_CSR || p->value.cols <= SPARSE_MAX_COLUMNS;
}

/* ---- Writing ---- */

static void csr_add(tensor_file *f, const parameter *p)
{
    char name[NAME_SIZE];
    arena memory = {0};
    sparse_matrix w = sparse_matrix_new(&memory, p->value);
    size_t rows = (size_t)w.rows + 1, count = (size_t)w.start[w.rows];
    void *start = tensor_add(f, part_name(name, p, "start"), TENSOR_I32, 1, &rows);
    memcpy(start, w.start, rows * sizeof *w.start);
    void *column = tensor_add(f, part_name(name, p, "column"), TENSOR_I16, 1, &count);
    memcpy(column, w.column, count * sizeof *w.column);
    arena_free(&memory);
}

static void bitmap_add(tensor_file *f, const parameter *p)
{
    char name[NAME_SIZE];
    size_t n = matrix_size(p->value), bytes = (n + 7) / 8;
    uint8_t *bitmap = tensor_add(f, part_name(name, p, "bitmap"), TENSOR_U8, 1, &bytes);
    for (size_t i = 0; i < n; i++)
        if (is_stored(p->value.data[i]))
            bitmap[i / 8] = (uint8_t)(bitmap[i / 8] | 1 << i % 8);
}

void positions_add(tensor_file *f, const parameter *p, storage how)
{
    if (how == STORE_CSR)
        csr_add(f, p);
    else
        bitmap_add(f, p);
}

static void parameter_add(tensor_file *f, const parameter *p, storage how)
{
    size_t n = matrix_size(p->value), k = 0;
    if (storage_of(p, how) == STORE_DENSE) {
        float *numbers = tensor_add(f, p->name, TENSOR_F32, p->rank, p->shape);
        for (size_t i = 0; i < n; i++)
            numbers[i] = (float)p->value.data[i];
        return;
    }
    char name[NAME_SIZE];
    positions_add(f, p, how);
    size_t count = stored_count(p->value);
    float *values = tensor_add(f, part_name(name, p, "value"), TENSOR_F32, 1, &count);
    for (size_t i = 0; i < n; i++)
        if (is_stored(p->value.data[i]))
            values[k++] = (float)p->value.data[i];
}

bool sparse_weights_save(const network *net, storage how, const char *path, error *e)
{
    tensor_file file = {0};
    char architecture[ARCHITECTURE_SIZE];
    network_architecture(net, architecture);
    tensor_metadata_add(&file, "architecture", architecture);
    tensor_metadata_add(&file, "storage", storage_names[how]);
    bool saved = true;
    for (int i = 0; i < weights_count(net) && saved; i++) {
        const parameter *p = weights_at(net, i);
        if (storage_fits(p, how))
            parameter_add(&file, p, how);
        else
            saved = error_set(e, "cannot write %s: %s has %d columns, CSR has at most %d",
                              path, p->name, p->value.cols, SPARSE_MAX_COLUMNS);
    }
    saved = saved && tensor_file_write(&file, path, e);
    tensor_file_free(&file);
    return saved;
}

/* ---- Reading ---- */

/* The part of a parameter in a file, if it is there, of the right type and a plain list. */
static const tensor *find_part(const tensor_file *f, const parameter *p, const char *part,
                               tensor_type type, error *e)
{
    char name[NAME_SIZE];
    const tensor *t = tensor_find(f, part_name(name, p, part));
    if (t == NULL)
        error_set(e, "no tensor \"%s\"", name);
    else if (t->type != type)
        error_set(e, "tensor \"%s\" holds %s, expected %s", name, tensor_type_name(t->type),
                  tensor_type_name(type));
    else if (t->rank != 1)
        error_set(e, "tensor \"%s\" has %d dimensions, expected 1", name, t->rank);
    else
        return t;
    return NULL;
}

/* The columns of row i, entries `from` up to `end`, must be there and rise. */
static bool read_row(const parameter *p, int i, const int16_t *column, int32_t from,
                     int32_t end, size_t *place, error *e)
{
    int last = -1;
    for (int32_t k = from; k < end; k++) {
        if (column[k] < 0 || column[k] >= p->value.cols)
            return error_set(e, "%s.column: entry %d is %d, expected 0 to %d", p->name, k,
                             column[k], p->value.cols - 1);
        if (column[k] <= last)
            return error_set(e,
                             "%s.column: entry %d is %d, expected more than the %d before "
                             "it in row %d",
                             p->name, k, column[k], last, i);
        last = column[k];
        place[k] = (size_t)i * (size_t)p->value.cols + (size_t)last;
    }
    return true;
}

static bool csr_read(const tensor_file *f, const parameter *p, size_t *place, size_t *count,
                     error *e)
{
    const tensor *starts = find_part(f, p, "start", TENSOR_I32, e);
    const tensor *columns =
        starts != NULL ? find_part(f, p, "column", TENSOR_I16, e) : NULL;
    if (columns == NULL)
        return false;
    size_t rows = (size_t)p->value.rows;
    if (starts->shape[0] != rows + 1)
        return error_set(e, "%s.start has %zu numbers, expected %zu", p->name,
                         starts->shape[0], rows + 1);
    const int32_t *start = starts->data;
    *count = columns->shape[0];
    if (start[0] != 0 || start[rows] < 0 || (size_t)start[rows] != *count)
        return error_set(e, "%s.start goes from %d to %d, expected 0 to %zu", p->name,
                         start[0], start[rows], *count);
    for (size_t i = 0; i < rows; i++)
        if (start[i + 1] < start[i])
            return error_set(e, "%s.start: row %zu begins at %d and ends at %d", p->name, i,
                             start[i], start[i + 1]);
    if (*count > matrix_size(p->value))
        return error_set(e, "%s.column has %zu entries for %zu numbers", p->name, *count,
                         matrix_size(p->value));
    for (size_t i = 0; i < rows; i++)
        if (!read_row(p, (int)i, columns->data, start[i], start[i + 1], place, e))
            return false;
    return true;
}

static bool bitmap_read(const tensor_file *f, const parameter *p, size_t *place,
                        size_t *count, error *e)
{
    const tensor *t = find_part(f, p, "bitmap", TENSOR_U8, e);
    if (t == NULL)
        return false;
    size_t n = matrix_size(p->value);
    if (t->shape[0] != (n + 7) / 8)
        return error_set(e, "%s.bitmap has %zu bytes, expected %zu for %zu numbers",
                         p->name, t->shape[0], (n + 7) / 8, n);
    const uint8_t *bitmap = t->data;
    *count = 0;
    for (size_t i = 0; i < 8 * t->shape[0]; i++)
        if (bitmap[i / 8] >> i % 8 & 1) {
            if (i >= n)
                return error_set(e, "%s.bitmap: bit %zu is set, there are %zu numbers",
                                 p->name, i, n);
            place[(*count)++] = i;
        }
    return true;
}

bool positions_read(const tensor_file *f, const parameter *p, storage how, size_t *place,
                    size_t *count, error *e)
{
    return how == STORE_CSR ? csr_read(f, p, place, count, e)
                            : bitmap_read(f, p, place, count, e);
}

/* A weight's entries into `numbers`, which are all 0. */
static bool read_entries(const tensor_file *f, const parameter *p, storage how,
                         real *numbers, size_t *place, error *e)
{
    size_t count = 0;
    if (!positions_read(f, p, how, place, &count, e))
        return false;
    const tensor *values = find_part(f, p, "value", TENSOR_F32, e);
    if (values == NULL)
        return false;
    if (values->shape[0] != count)
        return error_set(e, "%s.value has %zu numbers, expected %zu, one for each position",
                         p->name, values->shape[0], count);
    if (!tensor_is_finite(values))
        return error_set(e, "tensor \"%s.value\" holds NaN or infinity", p->name);
    for (size_t k = 0; k < count; k++)
        numbers[place[k]] = (real)((const float *)values->data)[k];
    return true;
}

static bool read_dense(const tensor_file *f, const parameter *p, real *numbers, error *e)
{
    const tensor *t = tensor_find(f, p->name);
    if (!weights_check_tensor(f, p, e))
        return false;
    weights_read_tensor(numbers, t);
    return true;
}

static bool read_storage(const tensor_file *f, storage *how, error *e)
{
    const char *found = tensor_metadata(f, "storage");
    if (found == NULL)
        return error_set(e, "no \"storage\" in the metadata");
    for (int i = 0; i < STORAGES; i++)
        if (strcmp(found, storage_names[i]) == 0) {
            *how = (storage)i;
            return true;
        }
    return error_set(e, "the storage is \"%.20s\", expected dense, csr or bitmap", found);
}

/* A parameter, in whatever way it is stored, into memory of its own; NULL and the reason. */
static real *read_parameter(const tensor_file *f, const parameter *p, storage how,
                            arena *memory, error *e)
{
    size_t n = matrix_size(p->value);
    real *numbers = arena_alloc(memory, n, sizeof *numbers);
    size_t *place = arena_alloc(memory, n, sizeof *place);
    bool good = how == STORE_DENSE ? read_dense(f, p, numbers, e)
                                   : read_entries(f, p, how, numbers, place, e);
    return good ? numbers : NULL;
}

/* The network is touched when all of the file has been found to be right. */
static bool read_network(const tensor_file *f, network *net, arena *memory, error *e)
{
    static const int parts[STORAGES] = {
        [STORE_DENSE] = 1, [STORE_CSR] = 3, [STORE_BITMAP] = 2};
    storage how = STORE_DENSE;
    int count = weights_count(net), tensors = 0;
    real *numbers[NETWORK_PARAMETERS + NETWORK_BUFFERS];
    if (!weights_check_architecture(net, f, e) || !read_storage(f, &how, e))
        return false;
    for (int i = 0; i < count; i++) {
        const parameter *p = weights_at(net, i);
        numbers[i] = read_parameter(f, p, storage_of(p, how), memory, e);
        if (numbers[i] == NULL)
            return false;
        tensors += parts[storage_of(p, how)];
    }
    if (f->count != tensors)
        return error_set(e, "%d tensors, expected %d", f->count, tensors);
    for (int i = 0; i < count; i++) {
        matrix value = weights_at(net, i)->value;
        memcpy(value.data, numbers[i], matrix_size(value) * sizeof *value.data);
    }
    return true;
}

bool sparse_weights_load(network *net, const char *path, error *e)
{
    tensor_file file = {0};
    if (!tensor_file_read(&file, path, e))
        return false;
    arena memory = {0};
    bool good = read_network(&file, net, &memory, e) || error_prefix(e, "%s", path);
    arena_free(&memory);
    tensor_file_free(&file);
    return good;
}
