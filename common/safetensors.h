/*
 * safetensors weight files (huggingface.co/docs/safetensors): 8 bytes, the little-endian
 * length N of a JSON header; N bytes of JSON, {"name": {"dtype": "F32", "shape": [10, 784],
 * "data_offsets": [begin, end]}, ..., "__metadata__": {"key": "value", ...}}; then the raw
 * little-endian numbers, row-major, without gaps. Python reads them with `safetensors`, or
 * with json and numpy.frombuffer in five lines.
 *
 * The reader trusts nothing: a header longer than the file or than 100 MB, JSON that is not
 * an object, doubled names, unknown types, negative, fractional or overflowing shapes,
 * offsets that overlap, leave gaps, run past the end or disagree with the shape: each is
 * refused with the reason. NaN and infinity are the caller's business (tensor_is_finite).
 */
#ifndef SAFETENSORS_H
#define SAFETENSORS_H

#include <stddef.h>
#include <stdint.h>
#include "error.h"

enum { TENSOR_MAX_RANK = 8 };

typedef enum tensor_type {
    TENSOR_F64,
    TENSOR_F32,
    TENSOR_F16,
    TENSOR_BF16,
    TENSOR_I64,
    TENSOR_I32,
    TENSOR_I16,
    TENSOR_I8,
    TENSOR_U8,
    TENSOR_BOOL,
    TENSOR_TYPES
} tensor_type;

typedef struct tensor {
    char *name;
    tensor_type type;
    int rank;
    size_t shape[TENSOR_MAX_RANK];
    void *data; /* product(shape) numbers, row-major */
} tensor;

typedef struct tensor_file {
    tensor *tensors; /* in the order of their numbers in the file */
    int count;
    char **metadata;    /* key, value, key, value, ... */
    int metadata_count; /* pairs */
} tensor_file;

/* A tensor_file in its initial state is all zeros. */

/*
 * Adds a tensor of zeros; returns its data for the caller to fill. `name` is copied; no two
 * tensors share one, and no tensor is called "__metadata__".
 */
void *tensor_add(tensor_file *f, const char *name, tensor_type type, int rank,
                 const size_t *shape);
/* Adds a metadata pair; both are copied. */
void tensor_metadata_add(tensor_file *f, const char *key, const char *value);

const tensor *tensor_find(const tensor_file *f, const char *name);  /* NULL: none */
const char *tensor_metadata(const tensor_file *f, const char *key); /* NULL: none */

size_t tensor_elements(const tensor *t);
size_t tensor_type_size(tensor_type type);      /* bytes a number */
const char *tensor_type_name(tensor_type type); /* "F32" */
bool tensor_is_finite(const tensor *t);         /* no NaN, no infinity; whole numbers are */

/* Pads the header with blanks so that the numbers begin at a multiple of 8 bytes. */
bool tensor_file_write(const tensor_file *f, const char *path, error *e);
/* Fills `f` whatever it held (free it first); on failure it is all zeros. */
bool tensor_file_read(tensor_file *f, const char *path, error *e);
/* The parser behind the reader, on memory: what the fuzzer drives. */
bool tensor_file_parse(tensor_file *f, const uint8_t *data, size_t size, const char *name,
                       error *e);
void tensor_file_free(tensor_file *f);

#endif
