/*
 * Any bytes at all given to the CSV parser. Rows are 785 columns long, too long to be found by
 * chance; so two bytes of the input say how many good cells come before the rest of it, and
 * two how many come after.
 */
#include "dataset.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { COUNTS = 4, MOST_CELLS = 2048 };

static size_t cells(const uint8_t *two_bytes)
{
    return (size_t)(two_bytes[0] | two_bytes[1] << 8) % MOST_CELLS;
}

static void put_cells(char *text, size_t count)
{
    for (size_t i = 0; i < count; i++)
        memcpy(text + 2 * i, i % 785 == 784 ? "1\n" : "1,", 2);
}

static void check(const dataset *d, size_t size)
{
    CHECK(d->count > 0 && d->height == 28 && d->width == 28, "%d of %d x %d", d->count,
          d->height, d->width);
    CHECK((size_t)d->count * 784 < size, "%d images out of %zu bytes", d->count, size);
    for (int i = 0; i < d->count; i++)
        CHECK(d->labels[i] < DATASET_CLASSES, "label %d", d->labels[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < COUNTS)
        return 0;
    size_t before = 2 * cells(data), after = 2 * cells(data + 2), middle = size - COUNTS;
    char *text = malloc(before + middle + after + 1);
    CHECK(text != NULL, "no memory");
    put_cells(text, before / 2);
    memcpy(text + before, data + COUNTS, middle);
    put_cells(text + before + middle, after / 2);
    /* A block of exactly that size, so that the sanitizer sees overruns. */
    char *exact = realloc(text, before + middle + after > 0 ? before + middle + after : 1);
    CHECK(exact != NULL, "no memory");
    dataset d;
    error e;
    if (csv_parse(exact, before + middle + after, "fuzz", &d, &e))
        check(&d, before + middle + after);
    dataset_free(&d);
    free(exact);
    return 0;
}
