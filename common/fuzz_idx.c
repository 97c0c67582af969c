/* Any bytes at all given to the IDX parsers: what they accept must lie within the bytes. */
#include "dataset.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void fuzz_images(const uint8_t *data, size_t size)
{
    int count, height, width;
    const uint8_t *pixels;
    error e;
    if (!idx_parse_images(data, size, "fuzz", &count, &height, &width, &pixels, &e))
        return;
    CHECK(count > 0 && height > 0 && width > 0, "%d of %d x %d", count, height, width);
    size_t bytes = (size_t)count * (size_t)height * (size_t)width;
    CHECK(pixels + bytes == data + size, "%zu of %zu bytes are pixels", bytes, size);
}

static void fuzz_labels(const uint8_t *data, size_t size)
{
    int count;
    const uint8_t *labels;
    error e;
    if (!idx_parse_labels(data, size, "fuzz", &count, &labels, &e))
        return;
    CHECK(count > 0 && labels + count == data + size, "%d of %zu bytes are labels", count,
          size);
    for (int i = 0; i < count; i++)
        CHECK(labels[i] < DATASET_CLASSES, "label %d", labels[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_images(data, size);
    fuzz_labels(data, size);
    return 0;
}
