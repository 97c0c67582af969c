/*
 * Linked into every test program: closes the holes through which a Criterion 2.4 test can pass
 * without having passed, and says what became of each test, one line at a time.
 *
 *   - A test that calls exit(0) counts as passed. Here exit and its kin are wrapped by the
 *     linker (--wrap): in the process of a test they abort, unless the test declares the
 *     .exit_code it ends with. Children that a test forks may exit as they like.
 *   - A test without a time limit hangs for ever, as --timeout has no effect: each one gets
 *     TEST_TIMEOUT seconds.
 *   - The report files are written at the very end and can be malformed: TEST_RESULTS names a
 *     file that gets a line when a test starts and one when it ends, tab-separated:
 *     started|passed|failed|skipped, suite, name, and what happened.
 */
#include "criterion_guard.h"

#include <criterion/hooks.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void __wrap_exit(int status);
void __wrap__exit(int status);
void __wrap__Exit(int status);
void __wrap_quick_exit(int status);
_Noreturn void __real__exit(int status);
_Noreturn void __real_exit(int status);

static pid_t test_process;

/* Criterion starts a new process for each test, which comes through here. */
__attribute__((constructor)) static void remember_process(void)
{
    test_process = getpid();
}

static void allow_exit(const char *function, int status)
{
    if (getpid() != test_process || (status != 0 && criterion_current_test != NULL &&
                                     criterion_current_test->data->exit_code == status))
        return;
    fprintf(stderr, "the test called %s(%d) and did not end by itself\n", function, status);
    abort();
}

void __wrap_exit(int status)
{
    allow_exit("exit", status);
    __real_exit(status);
}

void __wrap__exit(int status)
{
    allow_exit("_exit", status);
    __real__exit(status);
}

void __wrap__Exit(int status)
{
    allow_exit("_Exit", status);
    __real__exit(status);
}

void __wrap_quick_exit(int status)
{
    allow_exit("quick_exit", status);
    __real__exit(status);
}

/* One write(2) a line: what is there stays there, whatever becomes of the process. */
void guard_record(const char *event, const struct criterion_test *test, const char *what)
{
    const char *path = getenv("TEST_RESULTS");
    if (path == NULL)
        return;
    char line[512];
    snprintf(line, sizeof line - 1, "%s\t%s\t%s\t%s", event, test->category, test->name,
             what);
    size_t length = strlen(line);
    line[length++] = '\n';
    int file = open(path, O_WRONLY | O_CREAT | O_APPEND, 0666);
    if (file < 0 || write(file, line, length) != (ssize_t)length) {
        perror(path);
        abort();
    }
    close(file);
}

ReportHook(PRE_ALL)(struct criterion_test_set *tests)
{
    const char *seconds = getenv("TEST_TIMEOUT");
    if (seconds == NULL)
        return;
    FOREACH_SET(struct criterion_suite_set * suite, tests->suites)
    {
        FOREACH_SET(struct criterion_test * test, suite->tests)
        {
            if (test->data->timeout == 0)
                test->data->timeout = atof(seconds);
        }
    }
}

ReportHook(PRE_INIT)(struct criterion_test *test)
{
    guard_record("started", test, "");
}

ReportHook(TEST_CRASH)(struct criterion_test_stats *stats)
{
    char what[64];
    snprintf(what, sizeof what, "crashed: signal %d", stats->signal);
    guard_record("failed", stats->test, what);
}

ReportHook(POST_TEST)(struct criterion_test_stats *stats)
{
    char what[128];
    snprintf(what, sizeof what, "%d failed assertions, exit status %d, signal %d, %.2f s%s",
             stats->failed_asserts, stats->exit_code, stats->signal, stats->elapsed_time,
             stats->timed_out ? ", timed out" : "");
    bool skipped = stats->test_status == CR_STATUS_SKIPPED;
    bool passed = stats->test_status == CR_STATUS_PASSED && !stats->timed_out;
    guard_record(skipped ? "skipped" : passed ? "passed" : "failed", stats->test, what);
}
