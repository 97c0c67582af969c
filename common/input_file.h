/* Whole input files in memory, gzipped or not: one function for every reader. */
#ifndef INPUT_FILE_H
#define INPUT_FILE_H

#include <stddef.h>
#include <stdint.h>
#include "error.h"

typedef struct bytes {
    uint8_t *data; /* from malloc; one zero byte follows the last (not counted in size) */
    size_t size;
} bytes;

/*
 * Reads all of PATH, through gzip where the content is gzipped (whatever the name; several
 * gzip streams one after the other are one file, as for gunzip). A file of more than `limit`
 * bytes, packed or unpacked, is refused before it fills the memory; limit < 2^32 - 1.
 * Distinct messages for: not there, not readable, a directory, not a regular file, empty,
 * corrupt or truncated gzip, garbage after the gzip stream, too large. A FIFO or a device is
 * refused without waiting for it. On failure *b is all zeros.
 */
bool bytes_read(bytes *b, const char *path, size_t limit, error *e);

/* Frees and restores the initial (all zero) state. */
void bytes_free(bytes *b);

#endif
