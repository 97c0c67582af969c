/*
 * A team: several copies of one network in use, each busy with images of its own.
 *
 * Threads that share the work of a layer wait for each other after every layer. If each takes a
 * few images through the whole network instead, they wait once a batch, and what lies between
 * the layers is small enough to stay in a core's own cache.
 */
#ifndef TEAM_H
#define TEAM_H

#include "fold.h"

enum { TEAM_SHARE = POOLED_IMAGES }; /* that a member takes at once */

typedef struct team {
    int size; /* as many members as threads */
    network **members;
    matrix *images; /* of each: inputs x TEAM_SHARE */
    matrix logits;
    arena memory;
} team;

/* A member for each of `size` threads, for batches of up to `capacity` images. `folded` is not
   needed any more afterwards. */
team team_new(const network *folded, volume image, int size, int capacity);
void team_free(team *t);

/* The logits of the images which[0 .. count-1]: those of the network, bit for bit. */
matrix team_forward(team *t, const dataset *images, const int *which, int count);

#endif
