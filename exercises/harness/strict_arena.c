/*
 * common/arena.h, for exercises: each piece is a block of its own, of the very size that was
 * asked for, so that valgrind sees who reads or writes past its end.
 */
#include "arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"

enum { ALIGNMENT = 64 };

typedef struct arena_block {
    struct arena_block *next;
    void *piece;
} arena_block;

void *arena_alloc(arena *a, size_t count, size_t size)
{
    if (size != 0 && count > SIZE_MAX / 2 / size)
        fail("out of memory: %zu elements of %zu bytes are needed", count, size);
    arena_block *block = malloc(sizeof *block);
    void *piece = NULL;
    if (block == NULL || posix_memalign(&piece, ALIGNMENT, count * size) != 0)
        fail("out of memory: %zu more bytes are needed, %zu are in use", count * size,
             a->bytes);
    *block = (arena_block){a->blocks, piece};
    a->blocks = block;
    a->bytes += count * size;
    return memset(piece, 0, count * size);
}

void arena_free(arena *a)
{
    for (arena_block *block = a->blocks; block != NULL;) {
        arena_block *next = block->next;
        free(block->piece);
        free(block);
        block = next;
    }
    *a = (arena){0};
}
