#include "mask.h"

#include <string.h>

masks masks_new(arena *a, parameter *parameters, int count)
{
    /* Your code here. */
    return (masks){.parameters = parameters, .count = count};
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
    /* Your code here. */
}

void masks_hold(const masks *m, optimizer *o)
{
    /* Your code here. */
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
