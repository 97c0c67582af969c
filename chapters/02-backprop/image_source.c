#include "image_source.h"

#include "error.h"
#include "forward.h"

static void put_in_tiles(image_source *s, arena *a, bool alike_together)
{
    if (alike_together)
        tile_order(s->in_order, s->images);
    s->tiles = image_tiles_new(a, s->images, s->in_order);
    s->place = arena_alloc(a, (size_t)s->images->count, sizeof *s->place);
    for (int i = 0; i < s->images->count; i++)
        s->place[s->in_order[i]] = i;
}

image_source image_source_new(arena *a, const dataset *images, const network *net,
                              image_order order)
{
    image_source s = {.images = images};
    s.in_order = arena_alloc(a, (size_t)images->count, sizeof *s.in_order);
    for (int i = 0; i < images->count; i++)
        s.in_order[i] = i;
    if (order != ANY_ORDER && network_prefers_tiles(net))
        put_in_tiles(&s, a, order == ALIKE_TOGETHER);
    else if (network_reads_sparse(net))
        s.lists = sparse_images_new(a, images);
    else
        s.x = matrix_new(a, net->inputs, net->capacity);
    s.labels = arena_alloc(a, (size_t)net->capacity, sizeof *s.labels);
    return s;
}

batch image_source_batch(image_source *s, const int *which, int count)
{
    batch b = {.count = count, .labels = s->labels};
    for (int j = 0; j < count; j++)
        s->labels[j] = s->images->labels[which[j]];
    if (s->tiles.start != NULL) {
        int first = count > 0 ? s->place[which[0]] : 0;
        for (int j = 1; j < count; j++)
            CHECK(s->place[which[j]] == first + j, "image %d out of order", which[j]);
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
