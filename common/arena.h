/*
 * An arena: memory that is taken piece by piece and given back all at once.
 *
 * Every array of a network lives as long as the network, so none is freed alone: one
 * arena_free at the end, nothing to forget. Pieces are zeroed and aligned to 64 bytes (a
 * cache line, and the widest vector register). When memory runs out the program stops with a
 * message: a model that does not fit cannot be trained by going on.
 */
#ifndef ARENA_H
#define ARENA_H

#include <stddef.h>

typedef struct arena {
    struct arena_block *blocks; /* newest first */
    size_t bytes;               /* handed out in all, without padding */
} arena;

/* An arena in its initial state is all zeros: `arena a = {0};`. */

/* `count` zeroed elements of `size` bytes, aligned to 64. Fails on overflow or no memory. */
void *arena_alloc(arena *a, size_t count, size_t size);

/* Gives everything back and restores the initial state. */
void arena_free(arena *a);

#endif
