#include "output_file.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>

#include "test_files.h"
#include "test_process.h"

enum { NOBODY = 65534 };

static void expect_content(const char *path, const char *wanted)
{
    char found[100] = "";
    FILE *stream = fopen(path, "rb");
    cr_assert(stream != NULL, "%s is not there", path);
    found[fread(found, 1, sizeof found - 1, stream)] = '\0';
    fclose(stream);
    cr_expect(strcmp(found, wanted) == 0, "%s holds [%s], wanted [%s]", path, found,
              wanted);
}

static bool is_there(scratch *s, const char *name)
{
    return access(scratch_path(s, name), F_OK) == 0;
}

Test(output_file, appears_whole_at_commit)
{
    scratch s = scratch_new();
    scratch_file(&s, "a", "old", 3);
    char *path = output_path(s.directory, "a");
    output_file o;
    error e;
    cr_assert(output_open(&o, path, &e), "%s", e.text);
    fputs("newer", o.stream);
    fflush(o.stream);
    expect_content(path, "old");
    cr_expect(is_there(&s, "a.part"), "no part while writing");
    cr_assert(output_commit(&o, &e), "%s", e.text);
    expect_content(path, "newer");
    cr_expect(!is_there(&s, "a.part"), "the part stays behind");
    cr_expect(o.stream == NULL && o.path == NULL && o.temporary == NULL, "not restored");
    output_discard(&o);
    expect_content(path, "newer");
    free(path);
    scratch_free(&s);
}

Test(output_file, discard_leaves_the_old_file)
{
    scratch s = scratch_new();
    scratch_file(&s, "a", "old", 3);
    char *path = output_path(s.directory, "a");
    output_file o;
    error e;
    cr_assert(output_open(&o, path, &e), "%s", e.text);
    fputs("newer", o.stream);
    output_discard(&o);
    output_discard(&o);
    expect_content(path, "old");
    cr_expect(!is_there(&s, "a.part"), "the part stays behind");
    free(path);
    scratch_free(&s);
}

static void expect_open_fails(const char *path, const char *wanted)
{
    output_file o;
    error e;
    cr_assert(!output_open(&o, path, &e), "%s: opened", path);
    cr_expect(strcmp(e.text, wanted) == 0, "said [%s], wanted [%s]", e.text, wanted);
    cr_expect(o.stream == NULL && o.path == NULL && o.temporary == NULL, "%s: held", path);
    output_discard(&o);
}

Test(output_file, open_says_why_not)
{
    scratch s = scratch_new();
    char *path = output_path(s.directory, "missing/a"), wanted[200];
    snprintf(wanted, sizeof wanted, "cannot write %s.part: No such file or directory",
             path);
    expect_open_fails(path, wanted);
    snprintf(wanted, sizeof wanted,
             "cannot write %s: it is a directory, expected a file name", s.directory);
    expect_open_fails(s.directory, wanted);
    free(path);
    scratch_free(&s);
}

/* As one who may not write there: root may write anywhere. */
static void open_as_nobody(const void *path)
{
    output_file o;
    error e = {""};
    if (geteuid() == 0 && seteuid(NOBODY) != 0)
        exit(3);
    if (output_open(&o, path, &e)) {
        output_discard(&o);
        exit(4);
    }
    fputs(e.text, stdout);
}

Test(output_file, read_only_directory)
{
    scratch s = scratch_new();
    cr_assert(chmod(s.directory, 0555) == 0, "chmod failed");
    char *path = output_path(s.directory, "a"), wanted[200];
    snprintf(wanted, sizeof wanted, "cannot write %s.part: Permission denied", path);
    outcome o = outcome_of(open_as_nobody, path);
    cr_expect(o.status == 0, "status %d", o.status);
    cr_expect(strcmp(o.out, wanted) == 0, "said [%s], wanted [%s]", o.out, wanted);
    chmod(s.directory, 0755);
    free(path);
    scratch_free(&s);
}

/* Writes 100,000 bytes where a file may have 10,000: the disk is full, as it were. */
static void write_too_much(const void *path)
{
    signal(SIGXFSZ, SIG_IGN);
    output_file o;
    error e = {""};
    if (!output_open(&o, path, &e))
        exit(3);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){10000, 10000});
    for (int i = 0; i < 10000; i++)
        fputs("0123456789", o.stream);
    if (output_commit(&o, &e))
        exit(4);
    fputs(e.text, stdout);
}

Test(output_file, full_disk_keeps_the_old_file)
{
    scratch s = scratch_new();
    char *path = output_path(s.directory, "a"), wanted[200];
    scratch_file(&s, "a", "old", 3);
    snprintf(wanted, sizeof wanted, "cannot write %s: File too large", path);
    outcome o = outcome_of(write_too_much, path);
    cr_expect(o.status == 0, "status %d", o.status);
    cr_expect(strcmp(o.out, wanted) == 0, "said [%s], wanted [%s]", o.out, wanted);
    expect_content(path, "old");
    cr_expect(!is_there(&s, "a.part"), "the part stays behind");
    free(path);
    scratch_free(&s);
}

/* A write that failed long ago, while the last ones work, is not forgotten. */
static void fail_once(const void *path)
{
    signal(SIGXFSZ, SIG_IGN);
    output_file o;
    error e = {""};
    struct rlimit limit;
    getrlimit(RLIMIT_FSIZE, &limit);
    if (!output_open(&o, path, &e))
        exit(3);
    setvbuf(o.stream, NULL, _IONBF, 0);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){0, limit.rlim_max});
    fputs("lost", o.stream);
    setrlimit(RLIMIT_FSIZE, &limit);
    fputs("kept", o.stream);
    if (output_commit(&o, &e))
        exit(4);
    fputs(e.text, stdout);
}

Test(output_file, remembers_a_failed_write)
{
    scratch s = scratch_new();
    char *path = output_path(s.directory, "a"), wanted[200];
    snprintf(wanted, sizeof wanted, "cannot write %s: a write failed (is the disk full?)",
             path);
    outcome o = outcome_of(fail_once, path);
    cr_expect(o.status == 0, "status %d", o.status);
    cr_expect(strcmp(o.out, wanted) == 0, "said [%s], wanted [%s]", o.out, wanted);
    cr_expect(!is_there(&s, "a") && !is_there(&s, "a.part"), "something stays behind");
    free(path);
    scratch_free(&s);
}

Test(output_file, rename_that_fails_is_told)
{
    scratch s = scratch_new();
    char *path = output_path(s.directory, "a"), wanted[300];
    output_file o;
    error e;
    cr_assert(output_open(&o, path, &e), "%s", e.text);
    cr_assert(mkdir(path, 0777) == 0, "no directory in the way");
    snprintf(wanted, sizeof wanted, "cannot rename %s.part to %s: Is a directory", path,
             path);
    cr_expect(!output_commit(&o, &e), "committed");
    cr_expect(strcmp(e.text, wanted) == 0, "said [%s], wanted [%s]", e.text, wanted);
    cr_expect(!is_there(&s, "a.part"), "the part stays behind");
    free(path);
    scratch_free(&s);
}

Test(output_file, directories_with_parents)
{
    static const char *const names[] = {"a", "a/b/c", "a/b/c", "a//d/", "a/./e"};
    scratch s = scratch_new();
    error e;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *path = output_path(s.directory, names[i]);
        struct stat status;
        cr_expect(output_directory(path, &e), "%s: %s", names[i], e.text);
        cr_expect(stat(path, &status) == 0 && S_ISDIR(status.st_mode), "%s is no directory",
                  names[i]);
        free(path);
    }
    static const char *const innermost_first[] = {"a/b/c", "a/b", "a/d", "a/e", "a"};
    for (size_t i = 0; i < sizeof innermost_first / sizeof *innermost_first; i++)
        cr_expect(rmdir(scratch_path(&s, innermost_first[i])) == 0, "%s stays",
                  innermost_first[i]);
    cr_expect(output_directory("/", &e), "/: %s", e.text);
    scratch_free(&s);
}

Test(output_file, directories_that_cannot_be)
{
    scratch s = scratch_new();
    error e;
    char wanted[200];
    char *file = output_path(s.directory, "file"), *below = output_path(file, "b/c");
    scratch_file(&s, "file", "x", 1);
    snprintf(wanted, sizeof wanted, "%s is a file, expected a directory", file);
    cr_expect(!output_directory(file, &e), "a file passes for a directory");
    cr_expect(strcmp(e.text, wanted) == 0, "said [%s], wanted [%s]", e.text, wanted);
    cr_expect(!output_directory(below, &e), "a file has a directory below it");
    cr_expect(strcmp(e.text, wanted) == 0, "said [%s], wanted [%s]", e.text, wanted);
    cr_expect(!output_directory("", &e), "the empty name is a directory");
    cr_expect(strcmp(e.text, "a directory's name is empty") == 0, "said [%s]", e.text);
    cr_expect(!output_directory("/proc/nothing", &e), "/proc takes a directory");
    cr_expect(strncmp(e.text, "cannot make the directory /proc/nothing: ", 41) == 0,
              "said [%s]", e.text);
    free(below);
    free(file);
    scratch_free(&s);
}

Test(output_file, joins_paths)
{
    static const char *const rows[][3] = {{"a", "b", "a/b"},
                                          {"a/", "b", "a/b"},
                                          {"/", "b", "/b"},
                                          {"a/b", "c.csv", "a/b/c.csv"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char *joined = output_path(rows[i][0], rows[i][1]);
        cr_expect(strcmp(joined, rows[i][2]) == 0, "row %zu: %s, wanted %s", i, joined,
                  rows[i][2]);
        free(joined);
    }
}
