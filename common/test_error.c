#include "error.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LONGEST = sizeof((error *)0)->text - 1 };

Test(error, set_formats_and_returns_false)
{
    error e;
    cr_assert(!error_set(&e, "%s: byte %d", "file", 7), "returned true");
    cr_assert_str_eq(e.text, "file: byte 7", "said [%s]", e.text);
}

Test(error, prefix_comes_before)
{
    error e;
    error_set(&e, "byte 7");
    cr_assert(!error_prefix(&e, "%s %d", "file", 3), "returned true");
    cr_assert_str_eq(e.text, "file 3: byte 7", "said [%s]", e.text);
    error_prefix(&e, "%s", e.text); /* its own text as an argument */
    cr_assert_str_eq(e.text, "file 3: byte 7: file 3: byte 7", "said [%s]", e.text);
}

Test(error, cuts_what_is_too_long)
{
    char text[2 * LONGEST];
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = 0;
    error e;
    error_set(&e, "%s", text);
    cr_assert(strlen(e.text) == LONGEST, "set: %zu characters", strlen(e.text));
    error_prefix(&e, "file");
    cr_assert(strlen(e.text) == LONGEST, "prefix: %zu characters", strlen(e.text));
    cr_assert(strncmp(e.text, "file: xxx", 9) == 0, "prefix: said [%.9s]", e.text);
    error_prefix(&e, "%s", text);
    cr_assert(strlen(e.text) == LONGEST, "long prefix: %zu characters", strlen(e.text));
    cr_assert(strspn(e.text, "x") == LONGEST, "long prefix: another character");
    for (size_t length = LONGEST - 3; length <= LONGEST + 1; length++) {
        error_set(&e, "short");
        error_prefix(&e, "%.*s", (int)length, text);
        cr_assert(strlen(e.text) == LONGEST, "prefix of %zu: %zu characters", length,
                  strlen(e.text));
    }
}

static void call_fail(void)
{
    fail("%s: byte %d", "file", 7);
}

static void call_fail_usage(void)
{
    fail_usage("--epochs %d", -3);
}

static void call_check(void)
{
    CHECK(1 + 1 == 2, "arithmetic");
    CHECK(1 + 1 == 3, "%d images", 5);
}

/* By its beginning: a sanitizer may have a word of its own to add. */
static void expect_beginning(const char *text, const char *wanted)
{
    cr_expect(strncmp(text, wanted, strlen(wanted)) == 0, "said [%.*s...]",
              (int)strcspn(text, "\n"), text);
}

/* Calls in a child, gives what it wrote on standard error and how it ended. */
static int end_of(void (*call)(void), char *text, size_t size)
{
    int ends[2];
    cr_assert(pipe(ends) == 0, "no pipe");
    pid_t child = fork();
    cr_assert(child >= 0, "no child");
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        fail_program_name("/some/where/02-backprop");
        call();
        _exit(99); /* it came back */
    }
    close(ends[1]);
    size_t length = 0;
    for (ssize_t count; (count = read(ends[0], text + length, size - 1 - length)) > 0;)
        length += (size_t)count;
    text[length] = 0;
    close(ends[0]);
    int status;
    cr_assert(waitpid(child, &status, 0) == child, "no child to wait for");
    return status;
}

Test(error, fail_ends_with_status_1)
{
    char text[256];
    int status = end_of(call_fail, text, sizeof text);
    cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 1, "status %x", (unsigned)status);
    expect_beginning(text, "02-backprop: file: byte 7\n");
}

Test(error, fail_usage_ends_with_status_2)
{
    char text[256];
    int status = end_of(call_fail_usage, text, sizeof text);
    cr_assert(WIFEXITED(status) && WEXITSTATUS(status) == 2, "status %x", (unsigned)status);
    expect_beginning(text, "02-backprop: --epochs -3\nTry '02-backprop --help'.\n");
}

Test(error, a_broken_check_aborts)
{
    char text[256];
    int status = end_of(call_check, text, sizeof text);
    cr_assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT, "status %x",
              (unsigned)status);
    expect_beginning(text, "02-backprop: a bug at ");
    cr_expect(strstr(text, "test_error.c:") != NULL, "the source file is not named");
    cr_expect(strstr(text, ": 5 images (1 + 1 == 3 does not hold)\n") != NULL,
              "the broken condition is not named");
}
