#include "safetensors.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "input_file.h"
#include "output_file.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "numbers are read and written as they lie in memory, which is the file's "
               "little-endian order; this machine would need to swap their bytes");

enum { LENGTH_BYTES = 8, ALIGNMENT = 8 };

static const uint64_t MAX_HEADER = 100 * 1000 * 1000;
static const size_t MAX_FILE = 0x7fffffff;
static const char METADATA[] = "__metadata__";

/* exponent: the bits that are all set in NaN and infinity, of a type's topmost two bytes. */
static const struct {
    const char *name;
    size_t size;
    unsigned exponent;
} types[TENSOR_TYPES] = {
    [TENSOR_F64] = {"F64", 8, 0x7ff0}, [TENSOR_F32] = {"F32", 4, 0x7f80},
    [TENSOR_F16] = {"F16", 2, 0x7c00}, [TENSOR_BF16] = {"BF16", 2, 0x7f80},
    [TENSOR_I64] = {"I64", 8, 0},      [TENSOR_I32] = {"I32", 4, 0},
    [TENSOR_I16] = {"I16", 2, 0},      [TENSOR_I8] = {"I8", 1, 0},
    [TENSOR_U8] = {"U8", 1, 0},        [TENSOR_BOOL] = {"BOOL", 1, 0},
};

size_t tensor_type_size(tensor_type type)
{
    return types[type].size;
}

const char *tensor_type_name(tensor_type type)
{
    return types[type].name;
}

size_t tensor_elements(const tensor *t)
{
    size_t elements = 1;
    for (int i = 0; i < t->rank; i++)
        elements *= t->shape[i];
    return elements;
}

static size_t tensor_bytes(const tensor *t)
{
    return tensor_elements(t) * tensor_type_size(t->type);
}

/* All four kinds keep sign and exponent in the topmost bytes, the last ones of a number. */
bool tensor_is_finite(const tensor *t)
{
    unsigned exponent = types[t->type].exponent;
    size_t size = types[t->type].size, end = tensor_bytes(t);
    if (exponent == 0)
        return true;
    const uint8_t *data = t->data;
    for (size_t last = size - 1; last < end; last += size) {
        unsigned top = (unsigned)data[last] << 8 | data[last - 1];
        if ((top & exponent) == exponent)
            return false;
    }
    return true;
}

const tensor *tensor_find(const tensor_file *f, const char *name)
{
    for (int i = 0; i < f->count; i++)
        if (strcmp(f->tensors[i].name, name) == 0)
            return &f->tensors[i];
    return NULL;
}

const char *tensor_metadata(const tensor_file *f, const char *key)
{
    for (int i = 0; i < f->metadata_count; i++)
        if (strcmp(f->metadata[2 * i], key) == 0)
            return f->metadata[2 * i + 1];
    return NULL;
}

void tensor_file_free(tensor_file *f)
{
    for (int i = 0; i < f->count; i++) {
        free(f->tensors[i].name);
        free(f->tensors[i].data);
    }
    for (int i = 0; i < 2 * f->metadata_count; i++)
        free(f->metadata[i]);
    free(f->tensors);
    free(f->metadata);
    *f = (tensor_file){0};
}

/* ---- Building a file in memory ---- */

static void *checked(void *memory)
{
    if (memory == NULL)
        fail("out of memory: a weight file does not fit");
    return memory;
}

/* Room for one more of an array of `count` elements, which doubles when a power of 2 is full. */
static void *grow(void *array, int count, size_t size)
{
    bool full = (count & (count - 1)) == 0;
    size_t capacity = count == 0 ? 1 : 2 * (size_t)count;
    return full ? checked(realloc(array, capacity * size)) : array;
}

/* The product of the shape and the type's size; false when it does not fit in a size_t. */
static bool shape_bytes(const tensor *t, size_t *size)
{
    *size = tensor_type_size(t->type);
    for (int i = 0; i < t->rank; i++)
        if (__builtin_mul_overflow(*size, t->shape[i], size))
            return false;
    return true;
}

static tensor *append(tensor_file *f, const tensor *t)
{
    f->tensors = grow(f->tensors, f->count, sizeof *f->tensors);
    f->tensors[f->count] = *t;
    return &f->tensors[f->count++];
}

void *tensor_add(tensor_file *f, const char *name, tensor_type type, int rank,
                 const size_t *shape)
{
    CHECK(rank >= 0 && rank <= TENSOR_MAX_RANK, "tensor %s has rank %d", name, rank);
    CHECK(strcmp(name, METADATA) != 0, "a tensor is called %s", name);
    CHECK(tensor_find(f, name) == NULL, "two tensors are called %s", name);
    tensor t = {.type = type, .rank = rank};
    for (int i = 0; i < rank; i++)
        t.shape[i] = shape[i];
    size_t size;
    CHECK(shape_bytes(&t, &size), "the shape of tensor %s overflows", name);
    t.name = checked(strdup(name));
    t.data = checked(calloc(size > 0 ? size : 1, 1));
    return append(f, &t)->data;
}

static void append_metadata(tensor_file *f, const char *key, const char *value)
{
    f->metadata = grow(f->metadata, f->metadata_count, 2 * sizeof *f->metadata);
    f->metadata[2 * f->metadata_count] = checked(strdup(key));
    f->metadata[2 * f->metadata_count + 1] = checked(strdup(value));
    f->metadata_count++;
}

void tensor_metadata_add(tensor_file *f, const char *key, const char *value)
{
    CHECK(tensor_metadata(f, key) == NULL, "two metadata keys are %s", key);
    append_metadata(f, key, value);
}

/* ---- Writing ---- */

static json_t *describe(const tensor *t, size_t begin)
{
    json_t *shape = json_array();
    for (int i = 0; i < t->rank; i++)
        json_array_append_new(shape, json_integer((json_int_t)t->shape[i]));
    json_int_t first = (json_int_t)begin, bytes_in_all = (json_int_t)tensor_bytes(t);
    return json_pack("{s:s, s:o, s:[I, I]}", "dtype", tensor_type_name(t->type), "shape",
                     shape, "data_offsets", first, first + bytes_in_all);
}

/* The header as JSON; NULL and the reason when a name is not UTF-8. The caller frees it. */
static char *header_text(const tensor_file *f, error *e)
{
    json_t *header = json_object(), *metadata = json_object();
    const char *bad = NULL;
    for (int i = 0; i < f->metadata_count; i++)
        if (json_object_set_new(metadata, f->metadata[2 * i],
                                json_string(f->metadata[2 * i + 1])) != 0)
            bad = f->metadata[2 * i];
    if (f->metadata_count > 0)
        json_object_set(header, METADATA, metadata);
    size_t begin = 0;
    for (int i = 0; i < f->count; i++) {
        const tensor *t = &f->tensors[i];
        if (json_object_set_new(header, t->name, describe(t, begin)) != 0)
            bad = t->name;
        begin += tensor_bytes(t);
    }
    char *text = json_dumps(header, JSON_COMPACT);
    json_decref(metadata);
    json_decref(header);
    if (bad == NULL)
        return checked(text);
    error_set(e, "'%s' is not UTF-8 text, or its value is not", bad);
    free(text);
    return NULL;
}

/* Nothing is checked here: output_commit knows whether every write worked. */
static void write_contents(FILE *stream, const char *header, const tensor_file *f)
{
    uint64_t length = (strlen(header) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    fwrite(&length, sizeof length, 1, stream);
    fprintf(stream, "%-*s", (int)length, header); /* blanks up to `length` */
    for (int i = 0; i < f->count; i++)
        fwrite(f->tensors[i].data, 1, tensor_bytes(&f->tensors[i]), stream);
}

bool tensor_file_write(const tensor_file *f, const char *path, error *e)
{
    char *header = header_text(f, e);
    if (header == NULL)
        return error_prefix(e, "cannot write %s", path);
    output_file o;
    bool good = output_open(&o, path, e);
    if (good) {
        write_contents(o.stream, header, f);
        good = output_commit(&o, e);
    }
    free(header);
    return good;
}

/* ---- Reading ---- */

/* A whole number from 0 up; `what` is for the message. */
static bool read_count(const json_t *value, const char *what, size_t *count, error *e)
{
    if (json_is_real(value))
        return error_set(e, "%s is %g, expected a whole number", what,
                         json_real_value(value));
    if (!json_is_integer(value))
        return error_set(e, "%s is not a number", what);
    json_int_t found = json_integer_value(value);
    if (found < 0)
        return error_set(e, "%s is %" JSON_INTEGER_FORMAT ", expected 0 or more", what,
                         found);
    *count = (size_t)found;
    return true;
}

static bool read_type(const json_t *description, tensor *t, error *e)
{
    const char *found = json_string_value(json_object_get(description, "dtype"));
    if (found == NULL)
        return error_set(e, "\"dtype\" is missing or not a string");
    for (int i = 0; i < TENSOR_TYPES; i++)
        if (strcmp(found, types[i].name) == 0) {
            t->type = (tensor_type)i;
            return true;
        }
    return error_set(e,
                     "the dtype is \"%.20s\", expected F64, F32, F16, BF16, I64, I32, I16, "
                     "I8, U8 or BOOL",
                     found);
}

static bool read_shape(const json_t *description, tensor *t, error *e)
{
    const json_t *shape = json_object_get(description, "shape");
    if (!json_is_array(shape))
        return error_set(e, "\"shape\" is missing or not an array");
    if (json_array_size(shape) > TENSOR_MAX_RANK)
        return error_set(e, "the shape has %zu dimensions, expected at most %d",
                         json_array_size(shape), TENSOR_MAX_RANK);
    t->rank = (int)json_array_size(shape);
    for (int i = 0; i < t->rank; i++)
        if (!read_count(json_array_get(shape, (size_t)i), "a dimension of the shape",
                        &t->shape[i], e))
            return false;
    return true;
}

/* Where the numbers are, counted from the end of the header: within `size`, as the shape says. */
static bool read_offsets(const json_t *description, const tensor *t, size_t size,
                         size_t *begin, error *e)
{
    const json_t *offsets = json_object_get(description, "data_offsets");
    if (!json_is_array(offsets) || json_array_size(offsets) != 2)
        return error_set(e, "\"data_offsets\" is missing or not an array of two");
    size_t end = 0, needed = 0;
    if (!read_count(json_array_get(offsets, 0), "the first data offset", begin, e) ||
        !read_count(json_array_get(offsets, 1), "the second data offset", &end, e))
        return false;
    if (*begin > end)
        return error_set(e, "the data offsets %zu and %zu are in the wrong order", *begin,
                         end);
    if (end > size)
        return error_set(e, "its numbers end at byte %zu of the data, which has only %zu",
                         end, size);
    if (!shape_bytes(t, &needed))
        return error_set(e, "its shape is of more bytes than a computer can count");
    if (needed != end - *begin)
        return error_set(e, "its shape is of %zu bytes, its data offsets are %zu apart",
                         needed, end - *begin);
    return true;
}

/* A tensor whose place is not yet known to be right: nothing is copied, nothing is owned. */
typedef struct claim {
    const char *name; /* the JSON's */
    tensor shaped;    /* type, rank and shape alone */
    size_t begin;
    int index; /* in the header */
} claim;

static bool read_claim(claim *c, const json_t *description, size_t size, error *e)
{
    if (!json_is_object(description))
        error_set(e, "not described by a JSON object");
    else if (read_type(description, &c->shaped, e) &&
             read_shape(description, &c->shaped, e) &&
             read_offsets(description, &c->shaped, size, &c->begin, e))
        return true;
    return error_prefix(e, "tensor \"%.60s\"", c->name);
}

/* By place; of two at the same place the empty one first, else as in the header. */
static int compare_claims(const void *left, const void *right)
{
    const claim *a = left, *b = right;
    size_t a_bytes = tensor_bytes(&a->shaped), b_bytes = tensor_bytes(&b->shaped);
    if (a->begin != b->begin)
        return a->begin < b->begin ? -1 : 1;
    if (a_bytes != b_bytes)
        return a_bytes < b_bytes ? -1 : 1;
    return a->index - b->index;
}

/* The claims, sorted, cover the `size` bytes of data: no byte twice, none left out. */
static bool cover_exactly(const claim *claims, int count, size_t size, error *e)
{
    size_t covered = 0;
    for (int i = 0; i < count; i++) {
        const claim *c = &claims[i];
        if (c->begin < covered)
            return error_set(e,
                             "tensor \"%.60s\": its numbers begin at byte %zu of the data, "
                             "inside those of tensor \"%.60s\"",
                             c->name, c->begin, claims[i - 1].name);
        if (c->begin > covered)
            return error_set(e, "bytes %zu to %zu of the data belong to no tensor", covered,
                             c->begin - 1);
        covered += tensor_bytes(&c->shaped);
    }
    if (covered < size)
        return error_set(e, "the last %zu bytes of the data belong to no tensor",
                         size - covered);
    return true;
}

static void take(tensor_file *f, const claim *c, const uint8_t *data)
{
    size_t size = tensor_bytes(&c->shaped);
    tensor t = c->shaped;
    t.name = checked(strdup(c->name));
    t.data = checked(malloc(size > 0 ? size : 1));
    memcpy(t.data, data + c->begin, size);
    append(f, &t);
}

static bool read_metadata(tensor_file *f, json_t *metadata, error *e)
{
    if (!json_is_object(metadata))
        return error_set(e, "%s is not a JSON object", METADATA);
    const char *key;
    json_t *value;
    json_object_foreach(metadata, key, value)
    {
        if (!json_is_string(value))
            return error_set(e, "%s: the value of \"%.60s\" is not a string", METADATA,
                             key);
        append_metadata(f, key, json_string_value(value));
    }
    return true;
}

static bool read_tensors(tensor_file *f, json_t *header, const uint8_t *data, size_t size,
                         error *e)
{
    claim *claims = checked(calloc(json_object_size(header) + 1, sizeof *claims));
    int count = 0;
    bool good = true;
    const char *key;
    json_t *value;
    json_object_foreach(header, key, value)
    {
        if (strcmp(key, METADATA) == 0)
            continue;
        claims[count] = (claim){.name = key, .index = count};
        good = good && read_claim(&claims[count++], value, size, e);
    }
    if (good) {
        qsort(claims, (size_t)count, sizeof *claims, compare_claims);
        good = cover_exactly(claims, count, size, e);
    }
    for (int i = 0; i < count && good; i++)
        take(f, &claims[i], data);
    free(claims);
    return good;
}

/* The JSON value of the header; NULL and the reason when there is none. */
static json_t *read_header(const uint8_t *data, size_t size, size_t *length, error *e)
{
    uint64_t claimed;
    if (size < LENGTH_BYTES) {
        error_set(e,
                  "the file has %zu bytes, expected at least the %d of the header's length",
                  size, LENGTH_BYTES);
        return NULL;
    }
    memcpy(&claimed, data, sizeof claimed);
    *length = (size_t)claimed;
    if (claimed > MAX_HEADER)
        error_set(e, "the header's length is %" PRIu64 ", expected at most %" PRIu64,
                  claimed, MAX_HEADER);
    else if (claimed > size - LENGTH_BYTES)
        error_set(e, "the header's length is %" PRIu64 ", but only %zu bytes follow it",
                  claimed, size - LENGTH_BYTES);
    else if (claimed == 0 || data[LENGTH_BYTES] != '{')
        error_set(e, "the header does not begin with '{'");
    else {
        json_error_t reason;
        json_t *header = json_loadb((const char *)data + LENGTH_BYTES, *length,
                                    JSON_REJECT_DUPLICATES, &reason);
        if (header == NULL)
            error_set(e, "the header is not JSON at its byte %d: %s", reason.position,
                      reason.text);
        return header;
    }
    return NULL;
}

/* What a message quotes from a file must not steer the terminal it is shown on. */
static void make_printable(char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < ' ' || *text == 0x7f)
            *text = '?';
}

bool tensor_file_parse(tensor_file *f, const uint8_t *data, size_t size, const char *name,
                       error *e)
{
    *f = (tensor_file){0};
    size_t length;
    json_t *header = read_header(data, size, &length, e);
    bool good = header != NULL;
    if (good) {
        json_t *metadata = json_object_get(header, METADATA);
        size_t before = LENGTH_BYTES + length;
        good = (metadata == NULL || read_metadata(f, metadata, e)) &&
               read_tensors(f, header, data + before, size - before, e);
        json_decref(header);
    }
    if (good)
        return true;
    tensor_file_free(f);
    make_printable(e->text);
    return error_prefix(e, "%s", name);
}

bool tensor_file_read(tensor_file *f, const char *path, error *e)
{
    *f = (tensor_file){0};
    bytes b;
    if (!bytes_read(&b, path, MAX_FILE, e))
        return false;
    bool good = tensor_file_parse(f, b.data, b.size, path, e);
    bytes_free(&b);
    return good;
}
