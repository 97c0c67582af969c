#include "team.h"

#include <omp.h>
#include <string.h>

#include "error.h"

team team_new(const network *folded, volume image, int size, int capacity)
{
    team t = {.size = size};
    t.members = arena_alloc(&t.memory, (size_t)size, sizeof(network *));
    t.images = arena_alloc(&t.memory, (size_t)size, sizeof *t.images);
    for (int i = 0; i < size; i++) {
        t.members[i] = fuse_pools(folded, image, TEAM_SHARE);
        t.images[i] = matrix_new(&t.memory, folded->inputs, TEAM_SHARE);
    }
    t.logits = matrix_new(&t.memory, network_outputs(folded), capacity);
    return t;
}

void team_free(team *t)
{
    for (int i = 0; i < t->size; i++)
        network_free(t->members[i]);
    arena_free(&t->memory);
    *t = (team){0};
}

/* images_to_columns for a share. Of a pixel's floats those of all images lie side by side, of an
   image's bytes those of all pixels: a small block turns from one to the other. The bytes come
   from far away, in an order that the processor does not foresee, so they are asked for first. */
static void unpack(matrix x, const dataset *images, const int *which)
{
    enum { PIXELS = 8, CACHE_LINE = 64 };
    CHECK(x.rows % PIXELS == 0, "images of %d pixels", x.rows);
    const real scale = (real)1 / 255;
    for (int j = 0; j < x.cols; j++)
        for (int k = 0; k < x.rows; k += CACHE_LINE)
            __builtin_prefetch(images->pixels + (size_t)which[j] * (size_t)x.rows + k);
    for (int k = 0; k < x.rows; k += PIXELS) {
        uint8_t block[PIXELS][TEAM_SHARE];
        for (int j = 0; j < x.cols; j++) {
            const uint8_t *image = images->pixels + (size_t)which[j] * (size_t)x.rows + k;
            for (int i = 0; i < PIXELS; i++)
                block[i][j] = image[i];
        }
        for (int i = 0; i < PIXELS; i++)
            for (int j = 0; j < x.cols; j++)
                AT(x, k + i, j) = block[i][j] * scale;
    }
}

matrix team_forward(team *t, const dataset *images, const int *which, int count)
{
    matrix logits = matrix_narrow(t->logits, count);
#pragma omp parallel for schedule(dynamic) num_threads(t->size)
    for (int first = 0; first < count; first += TEAM_SHARE) {
        int me = omp_get_thread_num(), left = count - first;
        int share = left < TEAM_SHARE ? left : TEAM_SHARE;
        batch b = {.count = share, .x = matrix_narrow(t->images[me], share)};
        unpack(b.x, images, which + first);
        matrix own = network_forward(t->members[me], &b, false);
        for (int i = 0; i < own.rows; i++)
            memcpy(&AT(logits, i, first), &AT(own, i, 0), (size_t)share * sizeof(real));
    }
    return logits;
}
