/*
 * Output files that are whole or not there.
 *
 * Bytes go to PATH.part; output_commit flushes them to the disk, checks that every write
 * worked, and only then renames to PATH. A full disk or an interrupted run leaves the old
 * file as it was.
 */
#ifndef OUTPUT_FILE_H
#define OUTPUT_FILE_H

#include <stdio.h>
#include "error.h"

typedef struct output_file {
    FILE *stream;    /* write here */
    char *path;      /* the final name */
    char *temporary; /* PATH.part */
} output_file;

/* Opens PATH.part for writing. On failure says which file and why, and nothing is held. */
bool output_open(output_file *o, const char *path, error *e);

/* Makes the file appear under its name. On failure removes the part. Frees either way. */
bool output_commit(output_file *o, error *e);

/* Removes the part. Frees. Harmless after a failed open or a commit. */
void output_discard(output_file *o);

/* Creates a directory and its parents as mkdir -p does; one that is there is fine. */
bool output_directory(const char *path, error *e);

/* "directory/name" in fresh memory that the caller frees. */
char *output_path(const char *directory, const char *name);

#endif
