/* The IDX format: a magic number, the dimensions as big-endian numbers, then the bytes. */
#include "dataset.h"

#include <inttypes.h>
#include <stdio.h>

enum { UNSIGNED_BYTE = 0x08, IMAGES_RANK = 3, LABELS_RANK = 1, FIELD_BYTES = 4 };

/* One file being parsed. */
typedef struct idx {
    const uint8_t *data;
    size_t size;
    const char *name;
    const char *what;          /* "images" or "labels" */
    int rank;                  /* dimensions expected */
    const char *const *fields; /* what each dimension is called */
} idx;

static const char *type_name(uint8_t type)
{
    switch (type) {
    case UNSIGNED_BYTE:
        return "unsigned byte";
    case 0x09:
        return "signed byte";
    case 0x0b:
        return "16-bit integer";
    case 0x0c:
        return "32-bit integer";
    case 0x0d:
        return "32-bit float";
    case 0x0e:
        return "64-bit float";
    default:
        return "not a type of IDX";
    }
}

static const char *rank_hint(uint8_t rank)
{
    return rank == IMAGES_RANK   ? ", as images have"
           : rank == LABELS_RANK ? ", as labels have"
                                 : "";
}

static bool check_magic(const idx *x, error *e)
{
    const uint8_t *m = x->data;
    if (m[0] != 0 || m[1] != 0)
        return error_set(e,
                         "%s: byte 0: found %02x %02x %02x %02x; expected 00 00 08 %02x, "
                         "with which IDX files of %s begin",
                         x->name, m[0], m[1], m[2], m[3], (unsigned)x->rank, x->what);
    if (m[2] != UNSIGNED_BYTE)
        return error_set(e, "%s: byte 2: found type %02x (%s); expected 08 (unsigned byte)",
                         x->name, m[2], type_name(m[2]));
    if (m[3] != x->rank)
        return error_set(e,
                         "%s: byte 3: found %d as the number of dimensions%s; "
                         "expected %d, for %s",
                         x->name, m[3], rank_hint(m[3]), x->rank, x->what);
    return true;
}

static uint32_t big_endian(const uint8_t *p)
{
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3];
}

/* The magic number and x->rank dimensions. */
static bool parse_header(const idx *x, uint32_t *dimensions, error *e)
{
    for (int i = 0; i <= x->rank; i++) {
        size_t begin = (size_t)i * FIELD_BYTES, last = begin + FIELD_BYTES - 1;
        if (x->size <= last)
            return error_set(e,
                             "%s: byte %zu: found the end of the file; expected the %s "
                             "in bytes %zu to %zu",
                             x->name, x->size, i == 0 ? "magic number" : x->fields[i - 1],
                             begin, last);
        if (i == 0 && !check_magic(x, e))
            return false;
        if (i > 0)
            dimensions[i - 1] = big_endian(x->data + begin);
    }
    return true;
}

/* The header promises `promised` bytes after its own; `of` says of what, for the message. */
static bool check_size(const idx *x, uint64_t promised, const char *of, error *e)
{
    uint64_t expected = (uint64_t)(1 + x->rank) * FIELD_BYTES + promised;
    if (x->size < expected)
        return error_set(e,
                         "%s: byte %zu: found the end of the file; expected %" PRIu64
                         " bytes in all for %s",
                         x->name, x->size, expected, of);
    uint64_t surplus = x->size - expected;
    if (surplus > 0)
        return error_set(e,
                         "%s: byte %" PRIu64 ": found %" PRIu64 " byte%s too many; "
                         "expected the end of the file after %s",
                         x->name, expected, surplus, surplus == 1 ? "" : "s", of);
    return true;
}

/* n[0] images of n[1] x n[2]: the product is checked step by step, for it may not fit. */
static bool check_dimensions(const idx *x, const uint32_t n[IMAGES_RANK], error *e)
{
    if (n[0] == 0)
        return error_set(e, "%s: byte 4: found 0 images; expected at least one", x->name);
    char of[64];
    snprintf(of, sizeof of, "%" PRIu32 " images of %" PRIu32 " x %" PRIu32 " pixels", n[0],
             n[1], n[2]);
    uint64_t pixels = (uint64_t)n[1] * n[2];
    if (pixels == 0)
        return error_set(e, "%s: byte 8: found %s; expected at least 1 x 1", x->name, of);
    if (pixels > DATASET_MAX_BYTES / n[0])
        return error_set(e, "%s: byte 4: found %s; expected no more than %d bytes in all",
                         x->name, of, DATASET_MAX_BYTES);
    return check_size(x, n[0] * pixels, of, e);
}

bool idx_parse_images(const uint8_t *data, size_t size, const char *name, int *count,
                      int *height, int *width, const uint8_t **pixels, error *e)
{
    static const char *const fields[] = {"number of images", "height", "width"};
    idx x = {data, size, name, "images", IMAGES_RANK, fields};
    uint32_t n[IMAGES_RANK] = {0};
    if (!parse_header(&x, n, e) || !check_dimensions(&x, n, e))
        return false;
    *count = (int)n[0];
    *height = (int)n[1];
    *width = (int)n[2];
    *pixels = data + (1 + IMAGES_RANK) * FIELD_BYTES;
    return true;
}

static bool check_labels(const idx *x, const uint8_t *labels, uint32_t count, error *e)
{
    for (uint32_t i = 0; i < count; i++)
        if (labels[i] >= DATASET_CLASSES)
            return error_set(e, "%s: byte %td: found label %d; expected 0 to %d", x->name,
                             labels + i - x->data, labels[i], DATASET_CLASSES - 1);
    return true;
}

bool idx_parse_labels(const uint8_t *data, size_t size, const char *name, int *count,
                      const uint8_t **labels, error *e)
{
    static const char *const fields[] = {"number of labels"};
    idx x = {data, size, name, "labels", LABELS_RANK, fields};
    uint32_t n = 0;
    if (!parse_header(&x, &n, e))
        return false;
    if (n == 0)
        return error_set(e, "%s: byte 4: found 0 labels; expected at least one", name);
    if (n > DATASET_MAX_BYTES)
        return error_set(e,
                         "%s: byte 4: found %" PRIu32 " labels; expected no more than %d",
                         name, n, DATASET_MAX_BYTES);
    char of[32];
    snprintf(of, sizeof of, "%" PRIu32 " labels", n);
    const uint8_t *first = data + (1 + LABELS_RANK) * FIELD_BYTES;
    if (!check_size(&x, n, of, e) || !check_labels(&x, first, n, e))
        return false;
    *count = (int)n;
    *labels = first;
    return true;
}
