#include "output_file.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *join(const char *first, const char *middle, const char *last)
{
    size_t size = strlen(first) + strlen(middle) + strlen(last) + 1;
    char *joined = malloc(size);
    if (joined == NULL)
        fail("out of memory: %zu bytes are needed for a file name", size);
    snprintf(joined, size, "%s%s%s", first, middle, last);
    return joined;
}

static bool is_directory(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

bool output_open(output_file *o, const char *path, error *e)
{
    *o = (output_file){0};
    if (is_directory(path)) /* the rename would fail, but only after all the work */
        return error_set(e, "cannot write %s: it is a directory, expected a file name",
                         path);
    char *temporary = join(path, ".part", "");
    FILE *stream = fopen(temporary, "wb");
    if (stream == NULL) {
        error_set(e, "cannot write %s: %s", temporary, strerror(errno));
        free(temporary);
        return false;
    }
    *o =
        (output_file){.stream = stream, .path = join(path, "", ""), .temporary = temporary};
    return true;
}

/* All bytes on the disk, and every write since the opening worked. */
static bool flush_to_disk(FILE *stream, const char *path, error *e)
{
    bool failed_before = ferror(stream); /* its reason is gone: errno is of the last call */
    if (fflush(stream) != 0 || fsync(fileno(stream)) != 0)
        return error_set(e, "cannot write %s: %s", path, strerror(errno));
    if (failed_before)
        return error_set(e, "cannot write %s: a write failed (is the disk full?)", path);
    return true;
}

bool output_commit(output_file *o, error *e)
{
    bool good = flush_to_disk(o->stream, o->path, e);
    if (fclose(o->stream) != 0 && good)
        good = error_set(e, "cannot write %s: %s", o->path, strerror(errno));
    o->stream = NULL;
    if (good && rename(o->temporary, o->path) != 0)
        good = error_set(e, "cannot rename %s to %s: %s", o->temporary, o->path,
                         strerror(errno));
    if (good) { /* nothing is left for output_discard to remove */
        free(o->temporary);
        o->temporary = NULL;
    }
    output_discard(o);
    return good;
}

void output_discard(output_file *o)
{
    if (o->stream != NULL)
        fclose(o->stream);
    if (o->temporary != NULL)
        unlink(o->temporary);
    free(o->temporary);
    free(o->path);
    *o = (output_file){0};
}

static bool make_one_directory(const char *path, error *e)
{
    if (mkdir(path, 0777) == 0 || is_directory(path))
        return true;
    if (errno == EEXIST)
        return error_set(e, "%s is a file, expected a directory", path);
    return error_set(e, "cannot make the directory %s: %s", path, strerror(errno));
}

bool output_directory(const char *path, error *e)
{
    if (*path == '\0')
        return error_set(e, "a directory's name is empty");
    char *prefix = join(path, "", "");
    bool good = true;
    for (char *slash = strchr(prefix + 1, '/'); slash != NULL && good;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        good = make_one_directory(prefix, e);
        *slash = '/';
    }
    good = good && make_one_directory(prefix, e);
    free(prefix);
    return good;
}

char *output_path(const char *directory, const char *name)
{
    size_t length = strlen(directory);
    bool ends_in_slash = length > 0 && directory[length - 1] == '/';
    return join(directory, ends_in_slash ? "" : "/", name);
}
