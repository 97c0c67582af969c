#include "arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "error.h"

enum { ALIGNMENT = 64, BLOCK_BYTES = 1 << 20 };

typedef struct arena_block {
    struct arena_block *next;
    size_t size, used; /* bytes after this header, which itself takes ALIGNMENT bytes */
} arena_block;

static arena_block *add_block(arena *a, size_t bytes)
{
    size_t size = bytes > BLOCK_BYTES ? bytes : BLOCK_BYTES;
    arena_block *block = aligned_alloc(ALIGNMENT, ALIGNMENT + size);
    if (block == NULL)
        fail("out of memory: %zu more bytes are needed, %zu are in use", bytes, a->bytes);
    *block = (arena_block){.next = a->blocks, .size = size};
    a->blocks = block;
    return block;
}

void *arena_alloc(arena *a, size_t count, size_t size)
{
    if (size != 0 && count > (SIZE_MAX / 2 - ALIGNMENT) / size)
        fail("out of memory: %zu elements of %zu bytes are needed", count, size);
    size_t bytes = (count * size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    arena_block *block = a->blocks;
    if (block == NULL || block->size - block->used < bytes)
        block = add_block(a, bytes);
    char *piece = (char *)block + ALIGNMENT + block->used;
    block->used += bytes;
    a->bytes += count * size;
    return memset(piece, 0, bytes);
}

void arena_free(arena *a)
{
    for (arena_block *block = a->blocks; block != NULL;) {
        arena_block *next = block->next;
        free(block);
        block = next;
    }
    *a = (arena){0};
}
