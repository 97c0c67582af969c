#include "drawn_images.h"

#include <string.h>
#include <zlib.h>

dataset images_drawn(arena *a, const dataset *d, int count, rng *r)
{
    CHECK(count <= d->count, "%d of %d images", count, d->count);
    size_t size = (size_t)d->height * (size_t)d->width;
    int *order = arena_alloc(a, (size_t)d->count, sizeof *order);
    for (int i = 0; i < d->count; i++)
        order[i] = i;
    rng_shuffle(r, order, d->count);

    dataset drawn = {.count = count, .height = d->height, .width = d->width};
    drawn.pixels = arena_alloc(a, (size_t)count, size);
    drawn.labels = arena_alloc(a, (size_t)count, 1);
    for (int i = 0; i < count; i++) {
        memcpy(drawn.pixels + (size_t)i * size, d->pixels + (size_t)order[i] * size, size);
        drawn.labels[i] = d->labels[order[i]];
    }
    return drawn;
}

int development_images(int count)
{
    return count >= 5 * REPORT_DEVELOPMENT ? REPORT_DEVELOPMENT : count / 5;
}

unsigned long images_fingerprint(const dataset *d)
{
    size_t size = (size_t)d->count * (size_t)d->height * (size_t)d->width;
    unsigned long crc = crc32_z(0, d->pixels, size);
    return crc32_z(crc, d->labels, (size_t)d->count);
}
