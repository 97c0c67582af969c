#include "input_file.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "clock.h"
#include "test_files.h"

enum { LIMIT = 1 << 20 };

static void expect_refused(const char *row, const char *path, const char *wanted)
{
    bytes b = {.data = (uint8_t *)"garbage", .size = 7};
    error e = {{0}};
    bool accepted = bytes_read(&b, path, LIMIT, &e);
    expect_sentence(row, accepted, e.text, path, wanted);
    cr_expect(b.data == NULL && b.size == 0, "%s: a failed read leaves something", row);
}

static void expect_content(const char *row, const char *path, const void *wanted,
                           size_t size)
{
    bytes b;
    error e;
    cr_assert(bytes_read(&b, path, LIMIT, &e), "%s: refused: %s", row, e.text);
    cr_expect(b.size == size, "%s: %zu bytes, wanted %zu", row, b.size, size);
    cr_expect(memcmp(b.data, wanted, size) == 0, "%s: other content", row);
    cr_expect(b.data[b.size] == 0, "%s: no zero byte at the end", row);
    bytes_free(&b);
    cr_expect(b.data == NULL && b.size == 0, "%s: not freed", row);
}

/* Bytes that do not compress well: every length crosses some boundary of the buffers. */
static void fill(uint8_t *data, size_t size)
{
    uint32_t x = 1;
    for (size_t i = 0; i < size; i++) {
        x = 1664525 * x + 1013904223;
        data[i] = (uint8_t)(x >> 24);
    }
}

Test(input_file, reads_plain_and_gzip)
{
    static uint8_t data[LIMIT];
    static const size_t sizes[] = {1,     2,     3,      65535,  65536,
                                   65537, 65538, 131072, 131073, LIMIT - 1000};
    scratch s = scratch_new();
    fill(data, sizeof data);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        char row[40];
        snprintf(row, sizeof row, "plain, %zu bytes", sizes[i]);
        expect_content(row, scratch_file(&s, "plain", data, sizes[i]), data, sizes[i]);
        snprintf(row, sizeof row, "gzip, %zu bytes", sizes[i]);
        expect_content(row, scratch_gzip(&s, "packed", data, sizes[i]), data, sizes[i]);
    }
    scratch_free(&s);
}

Test(input_file, goes_by_content_not_by_name)
{
    scratch s = scratch_new();
    expect_content("plain named .gz", scratch_file(&s, "a.gz", "plain", 5), "plain", 5);
    expect_content("gzip without .gz", scratch_gzip(&s, "a", "packed", 6), "packed", 6);
    expect_content("half a gzip magic", scratch_file(&s, "b", "\x1f", 1), "\x1f", 1);
    scratch_free(&s);
}

Test(input_file, reads_gzip_streams_in_a_row)
{
    scratch s = scratch_new();
    uint8_t packed[256];
    size_t first = gzip_bytes(packed, 128, "one ", 4);
    size_t second = gzip_bytes(packed + first, 128, "two", 3);
    expect_content("two streams", scratch_file(&s, "a", packed, first + second), "one two",
                   7);
    scratch_free(&s);
}

Test(input_file, refuses_what_is_no_file)
{
    scratch s = scratch_new();
    expect_refused("missing", scratch_path(&s, "none"), "there is no such file");
    expect_refused("directory", s.directory, "found a directory; expected a file");
    expect_refused("empty", scratch_file(&s, "empty", "", 0), "the file is empty");
    char below[PATH_MAX];
    snprintf(below, sizeof below, "%s/empty/x", s.directory);
    expect_refused("below a file", below, "Not a directory");
    cr_assert(symlink("loop", scratch_path(&s, "loop")) == 0, "no symbolic link");
    expect_refused("loop of links", s.path, "Too many levels of symbolic links");
    scratch_free(&s);
}

/* Nobody ever writes to the FIFO or types at the terminal: waiting would last for ever. */
Test(input_file, refuses_special_files_at_once)
{
    alarm(20);
    static const char sentence[] = "this is not a regular file";
    scratch s = scratch_new();
    cr_assert(mkfifo(scratch_path(&s, "fifo"), 0644) == 0, "no FIFO");
    expect_refused("FIFO", s.path, sentence);
    expect_refused("/dev/null", "/dev/null", sentence);
    expect_refused("/dev/zero", "/dev/zero", sentence);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s/socket", s.directory);
    int listener = socket(AF_UNIX, SOCK_STREAM, 0);
    cr_assert(bind(listener, (struct sockaddr *)&address, sizeof address) == 0,
              "no socket");
    expect_refused("socket", address.sun_path, sentence);
    close(listener);
    scratch_free(&s);
}

Test(input_file, refuses_what_may_not_be_read)
{
    enum { NOBODY = 65534 };
    scratch s = scratch_new();
    cr_assert(chmod(scratch_file(&s, "secret", "x", 1), 0) == 0, "no chmod");
    bool root = geteuid() == 0; /* for whom permissions do not count */
    if (root && seteuid(NOBODY) != 0)
        cr_skip_test("root may read everything, and cannot become nobody here");
    expect_refused("mode 000", s.path, "the file may not be read (permission denied)");
    cr_assert(!root || seteuid(0) == 0, "nobody cannot become root again");
    scratch_free(&s);
}

/* Linux: a regular file by its mode, of which nobody can read byte 0. */
Test(input_file, tells_a_failing_read)
{
    if (access("/proc/self/mem", R_OK) != 0)
        cr_skip_test("there is no /proc/self/mem here");
    expect_refused("/proc/self/mem", "/proc/self/mem",
                   "byte 0: reading failed: Input/output error");
}

/* Files of /proc say that they have 0 bytes: the size of a file is a hint, no more. */
Test(input_file, reads_files_without_a_size)
{
    if (access("/proc/self/status", R_OK) != 0)
        cr_skip_test("there is no /proc/self/status here");
    bytes b;
    error e;
    cr_assert(bytes_read(&b, "/proc/self/status", LIMIT, &e), "refused: %s", e.text);
    cr_assert(b.size > 100 && memcmp(b.data, "Name:", 5) == 0, "read %zu bytes", b.size);
    bytes_free(&b);
    bool accepted = bytes_read(&b, "/proc/self/status", 99, &e);
    expect_sentence("limit", accepted, e.text, "/proc/self/status",
                    "found more than 99 bytes; expected no more");
}

Test(input_file, refuses_every_truncation_of_gzip)
{
    scratch s = scratch_new();
    uint8_t packed[256];
    size_t size = gzip_bytes(packed, sizeof packed, "eight thousand weights", 22);
    for (size_t cut = 2; cut < size; cut++) {
        char row[64], wanted[100];
        snprintf(row, sizeof row, "cut to %zu of %zu", cut, size);
        snprintf(wanted, sizeof wanted,
                 "byte %zu: found the end of the file; expected more gzip data", cut);
        expect_refused(row, scratch_file(&s, "cut", packed, cut), wanted);
    }
    expect_content("whole", scratch_file(&s, "whole", packed, size),
                   "eight thousand weights", 22);
    scratch_free(&s);
}

/* Byte 8 of a gzip header tells the effort, byte 9 the system, 4 to 7 the time: no harm. */
Test(input_file, refuses_every_corrupt_byte_of_gzip)
{
    static const char text[] = "eight thousand weights";
    scratch s = scratch_new();
    uint8_t packed[256];
    size_t size = gzip_bytes(packed, sizeof packed, text, sizeof text);
    for (size_t at = 2; at < size; at++) {
        if (at >= 3 && at <= 9)
            continue;
        packed[at] ^= 0x80;
        bytes b;
        error e = {{0}};
        cr_expect(!bytes_read(&b, scratch_file(&s, "bad", packed, size), LIMIT, &e),
                  "byte %zu changed: accepted", at);
        cr_expect(strstr(e.text, "/bad: byte ") != NULL &&
                      strstr(e.text, "gzip data") != NULL,
                  "byte %zu changed: said [%s]", at, e.text);
        packed[at] ^= 0x80;
    }
    scratch_free(&s);
}

Test(input_file, tells_how_gzip_is_wrong)
{
    scratch s = scratch_new();
    uint8_t packed[300] = {0};
    size_t size = gzip_bytes(packed, 200, "digits", 6);
    static const struct {
        const char *row;
        size_t offset; /* from the end of the data */
        int change;
        size_t append;
        const char *wanted;
    } rows[] = {
        {"checksum", 8, 1, 0, "byte 22: found corrupt gzip data: incorrect data check"},
        {"length", 4, 1, 0, "byte 26: found corrupt gzip data: incorrect length check"},
        {"a zero after it", 1, 0, 1,
         "byte 26: found 1 byte after the gzip data; expected the end of the file"},
        {"zeros after it", 1, 0, 60,
         "byte 26: found 60 bytes after the gzip data; expected the end of the file"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        packed[size - rows[i].offset] ^= (uint8_t)rows[i].change;
        scratch_file(&s, "bad", packed, size + rows[i].append);
        expect_refused(rows[i].row, s.path, rows[i].wanted);
        packed[size - rows[i].offset] ^= (uint8_t)rows[i].change;
    }
    expect_refused("nothing inside", scratch_gzip(&s, "empty", "", 0),
                   "the file is empty when unpacked");
    scratch_free(&s);
}

Test(input_file, keeps_to_the_limit)
{
    static uint8_t data[LIMIT + 1];
    scratch s = scratch_new();
    expect_content("plain, at the limit", scratch_file(&s, "a", data, LIMIT), data, LIMIT);
    expect_content("gzip, at the limit", scratch_gzip(&s, "b", data, LIMIT), data, LIMIT);
    expect_refused("plain, one more", scratch_file(&s, "c", data, LIMIT + 1),
                   "found more than 1048576 bytes; expected no more");
    expect_refused("gzip, one more", scratch_gzip(&s, "d", data, LIMIT + 1),
                   "found more than 1048576 bytes when unpacked; expected no more");
    scratch_free(&s);
}

/* 50 MB of zeros in 50 kB. What was unpacked before the limit may count twice, no more. */
Test(input_file, stops_a_gzip_bomb)
{
    enum { BOMB = 50000000 };
    scratch s = scratch_new();
    gzFile bomb = gzopen(scratch_path(&s, "bomb.gz"), "wb");
    static const uint8_t zeros[1 << 16];
    for (long written = 0; written < BOMB; written += (long)sizeof zeros)
        cr_assert(gzwrite(bomb, zeros, sizeof zeros) == sizeof zeros, "no bomb");
    cr_assert(gzclose(bomb) == Z_OK, "no bomb");
    size_t before = clock_peak_memory();
    expect_refused("bomb", s.path,
                   "found more than 1048576 bytes when unpacked; expected no more");
    size_t grown = clock_peak_memory() - before;
    cr_expect(grown < BOMB / 10, "%zu bytes of memory were used", grown);
    scratch_free(&s);
}
