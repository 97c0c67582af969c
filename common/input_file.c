#include "input_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

enum { FIRST_CAPACITY = 1 << 16 };

/* Content that arrives in pieces. */
typedef struct buffer {
    bytes content;
    size_t capacity; /* allocated, without the final zero; at most limit + 1 */
    size_t limit;
    const char *path; /* for messages */
} buffer;

static bool too_large(const buffer *b, const char *what, error *e)
{
    return error_set(e, "%s: found more than %zu bytes%s; expected no more", b->path,
                     b->limit, what);
}

static bool set_capacity(buffer *b, size_t capacity, error *e)
{
    uint8_t *data = realloc(b->content.data, capacity + 1);
    if (data == NULL)
        return error_set(e, "%s: out of memory: %zu bytes are needed", b->path,
                         capacity + 1);
    b->content.data = data;
    b->capacity = capacity;
    return true;
}

/* Room for at least one byte more: doubled each time, so that the copying stays linear. */
static bool make_room(buffer *b, error *e)
{
    if (b->content.size < b->capacity)
        return true;
    size_t wanted = b->capacity < FIRST_CAPACITY ? FIRST_CAPACITY : 2 * b->capacity;
    return set_capacity(b, wanted < b->limit + 1 ? wanted : b->limit + 1, e);
}

static const char *open_problem(int number)
{
    switch (number) {
    case ENOENT:
        return "there is no such file";
    case EACCES:
        return "the file may not be read (permission denied)";
    case ENXIO: /* a socket, or a device without a driver */
        return "this is not a regular file";
    default:
        return strerror(number);
    }
}

/* A descriptor of the regular file at `path`, or -1. Without O_NONBLOCK a FIFO would hang. */
static int open_regular(const char *path, size_t *size, error *e)
{
    int file = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (file < 0) {
        error_set(e, "%s: %s", path, open_problem(errno));
        return -1;
    }
    struct stat status;
    if (fstat(file, &status) != 0)
        error_set(e, "%s: %s", path, strerror(errno));
    else if (S_ISDIR(status.st_mode))
        error_set(e, "%s: found a directory; expected a file", path);
    else if (!S_ISREG(status.st_mode))
        error_set(e, "%s: this is not a regular file", path);
    else {
        *size = (size_t)status.st_size;
        return file;
    }
    close(file);
    return -1;
}

static bool read_all(buffer *b, int file, error *e)
{
    for (;;) {
        if (b->content.size > b->limit)
            return too_large(b, "", e);
        if (!make_room(b, e))
            return false;
        ssize_t count =
            read(file, b->content.data + b->content.size, b->capacity - b->content.size);
        if (count == 0)
            return true;
        if (count > 0)
            b->content.size += (size_t)count;
        else if (errno != EINTR)
            return error_set(e, "%s: byte %zu: reading failed: %s", b->path,
                             b->content.size, strerror(errno));
    }
}

static bool read_file(buffer *b, error *e)
{
    size_t size;
    int file = open_regular(b->path, &size, e);
    if (file < 0)
        return false;
    /* The size is a hint only; with a byte more, the end is found without growing. */
    bool ok = size <= b->limit ? set_capacity(b, size + 1, e) : too_large(b, "", e);
    ok = ok && read_all(b, file, e);
    close(file);
    if (ok && b->content.size == 0)
        ok = error_set(e, "%s: the file is empty", b->path);
    return ok;
}

static bool is_gzip(const uint8_t *data, size_t size)
{
    return size >= 2 && data[0] == 0x1f && data[1] == 0x8b;
}

/* What a step of inflate that did not simply go on means. True: another stream follows. */
static bool next_stream(z_stream *z, const buffer *packed, int status, error *e)
{
    size_t at = packed->content.size - z->avail_in;
    if (status == Z_STREAM_END && is_gzip(z->next_in, z->avail_in))
        return inflateReset(z) == Z_OK;
    if (status == Z_STREAM_END)
        return error_set(e,
                         "%s: byte %zu: found %u byte%s after the gzip data; "
                         "expected the end of the file",
                         packed->path, at, z->avail_in, z->avail_in == 1 ? "" : "s");
    if (status == Z_BUF_ERROR)
        return error_set(e,
                         "%s: byte %zu: found the end of the file; expected more gzip data",
                         packed->path, at);
    return error_set(e, "%s: byte %zu: found corrupt gzip data: %s", packed->path, at,
                     z->msg != NULL ? z->msg : zError(status));
}

static bool inflate_all(buffer *b, z_stream *z, const buffer *packed, error *e)
{
    for (;;) {
        if (b->content.size > b->limit)
            return too_large(b, " when unpacked", e);
        if (!make_room(b, e))
            return false;
        z->next_out = b->content.data + b->content.size;
        z->avail_out = (uInt)(b->capacity - b->content.size);
        int status = inflate(z, Z_NO_FLUSH);
        b->content.size = b->capacity - z->avail_out;
        if (status == Z_STREAM_END && z->avail_in == 0)
            return b->content.size <= b->limit || too_large(b, " when unpacked", e);
        if (status != Z_OK && !next_stream(z, packed, status, e))
            return false;
    }
}

static bool unpack(buffer *b, const buffer *packed, error *e)
{
    z_stream z = {.next_in = packed->content.data, .avail_in = (uInt)packed->content.size};
    enum { LARGEST_WINDOW = 15, GZIP_ONLY = 16 }; /* see inflateInit2 in zlib.h */
    if (inflateInit2(&z, LARGEST_WINDOW + GZIP_ONLY) != Z_OK)
        return error_set(e, "%s: out of memory for unpacking", b->path);
    bool ok = inflate_all(b, &z, packed, e);
    inflateEnd(&z);
    if (ok && b->content.size == 0)
        ok = error_set(e, "%s: the file is empty when unpacked", b->path);
    return ok;
}

bool bytes_read(bytes *b, const char *path, size_t limit, error *e)
{
    CHECK(limit < UINT32_MAX, "zlib counts in 32 bits, and there is a byte more to hold");
    *b = (bytes){0};
    buffer file = {.path = path, .limit = limit}, unpacked = file;
    buffer *result = &file;
    bool ok = read_file(&file, e);
    if (ok && is_gzip(file.content.data, file.content.size)) {
        ok = unpack(&unpacked, &file, e);
        bytes_free(&file.content);
        result = &unpacked;
    }
    ok = ok && set_capacity(result, result->content.size, e);
    if (!ok) {
        bytes_free(&result->content);
        return false;
    }
    *b = result->content;
    b->data[b->size] = 0;
    return true;
}

void bytes_free(bytes *b)
{
    free(b->data);
    *b = (bytes){0};
}
