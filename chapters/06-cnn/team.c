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

/* Columns of `from` that begin at from_col become those of `to` that begin at to_col. */
static void copy_columns(matrix to, int to_col, matrix from, int from_col, int count)
{
    for (int i = 0; i < to.rows; i++)
        memcpy(&AT(to, i, to_col), &AT(from, i, from_col), (size_t)count * sizeof(real));
}

matrix team_predictor(void *model, const batch *b)
{
    team *t = model;
    CHECK(b->x.data != NULL, "a team reads unpacked images");
    matrix logits = matrix_narrow(t->logits, b->count);
#pragma omp parallel for schedule(dynamic) num_threads(t->size)
    for (int first = 0; first < b->count; first += TEAM_SHARE) {
        int me = omp_get_thread_num(), left = b->count - first;
        int count = left < TEAM_SHARE ? left : TEAM_SHARE;
        batch share = {.count = count, .x = matrix_narrow(t->images[me], count)};
        copy_columns(share.x, 0, b->x, first, count);
        copy_columns(logits, first, network_forward(t->members[me], &share, false), 0,
                     count);
    }
    return logits;
}
