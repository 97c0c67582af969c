#include "mask.h"

#include <string.h>

masks masks_new(arena *a, parameter *parameters, int count)
{
    masks m = {.parameters = parameters, .count = count};
    m.keep = arena_alloc(a, (size_t)count, sizeof *m.keep);
    for (int i = 0; i < count; i++)
        if (parameters[i].decays) {
            size_t size = matrix_size(parameters[i].value);
            m.keep[i] = arena_alloc(a, size, sizeof *m.keep[i]);
            memset(m.keep[i], 1, size);
        }
    return m;
}

void masks_from_zeros(masks *m)
{
    for (int i = 0; i < m->count; i++)
        if (m->keep[i] != NULL)
            for (size_t k = 0; k < matrix_size(m->parameters[i].value); k++)
                m->keep[i][k] = m->parameters[i].value.data[k] != 0;
}

/* A choice and not a product: 0 times infinity is not 0. */
static void hold(real *numbers, const uint8_t *keep, size_t n)
{
#pragma omp parallel for if (n > PARALLEL_SIZE)
    for (size_t k = 0; k < n; k++)
        numbers[k] = keep[k] ? numbers[k] : 0;
}

void masks_hold(const masks *m, optimizer *o)
{
    for (int i = 0; i < m->count; i++) {
        if (m->keep[i] == NULL)
            continue;
        size_t n = matrix_size(m->parameters[i].value);
        hold(m->parameters[i].value.data, m->keep[i], n);
        if (o == NULL)
            continue;
        if (o->velocity[i].data != NULL)
            hold(o->velocity[i].data, m->keep[i], n);
        if (o->square[i].data != NULL)
            hold(o->square[i].data, m->keep[i], n);
    }
}

size_t masks_weights(const masks *m)
{
    size_t weights = 0;
    for (int i = 0; i < m->count; i++)
        weights += m->keep[i] != NULL ? matrix_size(m->parameters[i].value) : 0;
    return weights;
}

size_t mask_pruned(const masks *m, int i)
{
    size_t pruned = 0;
    if (m->keep[i] != NULL)
        for (size_t k = 0; k < matrix_size(m->parameters[i].value); k++)
            pruned += !m->keep[i][k];
    return pruned;
}

size_t masks_pruned(const masks *m)
{
    size_t pruned = 0;
    for (int i = 0; i < m->count; i++)
        pruned += mask_pruned(m, i);
    return pruned;
}

double masks_sparsity(const masks *m)
{
    return (double)masks_pruned(m) / (double)masks_weights(m);
}
