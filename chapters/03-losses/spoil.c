#include "spoil.h"

#include <math.h>
#include <string.h>

/* Whether to take the next of `left` things, of which `wanted` are still to be taken: asked of
   each in turn, every choice of so many is equally likely (Knuth, volume 2, algorithm S). */
static bool choose(int *wanted, int *left, rng *r)
{
    bool chosen = rng_below(r, (uint32_t)*left) < (uint32_t)*wanted;
    *wanted -= chosen;
    *left -= 1;
    return chosen;
}

static void move_image(dataset *d, int to, int from)
{
    size_t size = (size_t)d->height * (size_t)d->width;
    memmove(d->pixels + (size_t)to * size, d->pixels + (size_t)from * size, size);
    d->labels[to] = d->labels[from];
}

void spoil_balance(dataset *d, double share, rng *r)
{
    int left[DATASET_CLASSES] = {0}, wanted[DATASET_CLASSES], kept = 0;
    for (int j = 0; j < d->count; j++)
        left[d->labels[j]]++;
    for (int c = 0; c < DATASET_CLASSES; c++)
        wanted[c] = c % 2 == 1 ? (int)ceil(share * left[c]) : left[c];
    for (int j = 0; j < d->count; j++) {
        int c = d->labels[j];
        if (choose(&wanted[c], &left[c], r))
            move_image(d, kept++, j);
    }
    d->count = kept;
}

int spoil_labels(dataset *d, double share, rng *r)
{
    int count = (int)lround(share * d->count), wanted = count, left = d->count;
    for (int j = 0; j < d->count; j++)
        if (choose(&wanted, &left, r)) {
            uint32_t further = 1 + rng_below(r, DATASET_CLASSES - 1);
            d->labels[j] = (uint8_t)((d->labels[j] + further) % DATASET_CLASSES);
        }
    return count;
}
