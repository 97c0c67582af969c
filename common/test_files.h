/* For tests: files in a directory of their own, which goes away with them. */
#ifndef TEST_FILES_H
#define TEST_FILES_H

#include <criterion/criterion.h>
#include <dirent.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

typedef struct scratch {
    char directory[32];
    char path[PATH_MAX]; /* of the file named last */
} scratch;

/* A fresh directory that others may enter, so that permissions of files alone decide. */
static inline scratch scratch_new(void)
{
    scratch s = {.directory = "/tmp/weights-XXXXXX"};
    cr_assert(mkdtemp(s.directory) != NULL, "no scratch directory");
    cr_assert(chmod(s.directory, 0755) == 0, "scratch directory cannot be opened to all");
    return s;
}

static inline const char *scratch_path(scratch *s, const char *name)
{
    snprintf(s->path, sizeof s->path, "%s/%s", s->directory, name);
    return s->path;
}

static inline const char *scratch_file(scratch *s, const char *name, const void *data,
                                       size_t size)
{
    FILE *stream = fopen(scratch_path(s, name), "wb");
    cr_assert(stream != NULL, "%s cannot be created", name);
    cr_assert(fwrite(data, 1, size, stream) == size, "%s cannot be written", name);
    cr_assert(fclose(stream) == 0, "%s cannot be closed", name);
    return s->path;
}

/* Gzips into `packed`, which has room for `capacity` bytes. Returns how many it took. */
static inline size_t gzip_bytes(uint8_t *packed, size_t capacity, const void *data,
                                size_t size)
{
    z_stream z = {.next_in = (Bytef *)data, .avail_in = (uInt)size};
    cr_assert(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK,
              "deflateInit2 failed");
    z.next_out = packed;
    z.avail_out = (uInt)capacity;
    cr_assert(deflate(&z, Z_FINISH) == Z_STREAM_END, "deflate failed");
    cr_assert(deflateEnd(&z) == Z_OK, "deflateEnd failed");
    return z.total_out;
}

static inline const char *scratch_gzip(scratch *s, const char *name, const void *data,
                                       size_t size)
{
    size_t capacity = size + size / 1000 + 1024;
    uint8_t *packed = malloc(capacity);
    cr_assert(packed != NULL, "no memory");
    scratch_file(s, name, packed, gzip_bytes(packed, capacity, data, size));
    free(packed);
    return s->path;
}

/* Removes the directory with the files and empty directories in it. */
static inline void scratch_free(scratch *s)
{
    DIR *directory = opendir(s->directory);
    cr_assert(directory != NULL, "the scratch directory is gone");
    for (struct dirent *entry; (entry = readdir(directory)) != NULL;)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            cr_expect(remove(scratch_path(s, entry->d_name)) == 0, "%s stays behind",
                      entry->d_name);
    closedir(directory);
    cr_expect(rmdir(s->directory) == 0, "%s stays behind", s->directory);
}

/* Of a failed call: the sentence must be "PATH: WANTED", word for word. */
static inline void expect_sentence(const char *row, bool accepted, const char *text,
                                   const char *path, const char *wanted)
{
    size_t length = strlen(path);
    cr_expect(!accepted, "%s: accepted", row);
    if (accepted)
        return;
    cr_expect(strncmp(text, path, length) == 0 && strncmp(text + length, ": ", 2) == 0 &&
                  strcmp(text + length + 2, wanted) == 0,
              "%s: said [%s], wanted [PATH: %s]", row, text, wanted);
}

#endif
