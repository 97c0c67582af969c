#include "image_source.h"

#include "error.h"
#include "forward.h"

image_source image_source_new(arena *a, const dataset *images, const network *net,
                              image_order order)
{
    image_source s = {.images = images};
    if (order == IN_ORDER && network_prefers_tiles(net))
        s.tiles = image_tiles_new(a, images);
    else if (network_reads_sparse(net))
        s.lists = sparse_images_new(a, images);
    else
        s.x = matrix_new(a, net->inputs, net->capacity);
    s.labels = arena_alloc(a, (size_t)net->capacity, sizeof *s.labels);
    s.in_order = arena_alloc(a, (size_t)images->count, sizeof *s.in_order);
    for (int i = 0; i < images->count; i++)
        s.in_order[i] = i;
    return s;
}

batch image_source_batch(image_source *s, const int *which, int count)
{
    batch b = {.count = count, .labels = s->labels};
    for (int j = 0; j < count; j++)
        s->labels[j] = s->images->labels[which[j]];
    if (s->tiles.start != NULL) {
        int first = count > 0 ? which[0] : 0;
        for (int j = 1; j < count; j++)
            CHECK(which[j] == first + j, "image %d out of order", which[j]);
        b.sparse = (sparse_batch){.tiles = &s->tiles, .first = first};
    } else if (s->lists.start != NULL) {
        b.sparse = (sparse_batch){.lists = &s->lists, .which = which};
    } else {
        b.x = matrix_narrow(s->x, count);
        if (s->change != NULL)
            s->change(s->settings, b.x, s->images, which, s->epoch);
        else
            images_to_columns(b.x, s->images, which);
    }
    return b;
}
