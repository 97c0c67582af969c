/*
 * Runs a test program's tests without Criterion: linked in its place in the variants that only ask
 * whether the same tests pass there, too.
 *
 * Criterion starts a new process for each test. Under valgrind that takes half a second, most of
 * it for the libraries that Criterion needs, and a few hundredths elsewhere. Here each test is a
 * fork of one process. Assertions, expected signals and exit statuses, time limits and the records
 * of criterion_guard.c are the same; what is defined below is what the macros of
 * <criterion/criterion.h> call.
 */
#define _DEFAULT_SOURCE /* MAP_ANONYMOUS */

#include "criterion_guard.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

_Noreturn void __real_exit(int status);

extern struct criterion_test *__start_cr_tst,
    *__stop_cr_tst; /* all tests, from the linker */

/* What a test's process tells the one that waits for it. */
typedef struct report {
    int failed; /* assertions */
    bool skipped, ended;
} report;
static volatile report *told;

static struct criterion_test
    current; /* a copy: Criterion's header declares a constant pointer */
const struct criterion_test *const criterion_current_test = &current;
struct criterion_options criterion_options;

int cr_asprintf(char **text, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int length = vsnprintf(NULL, 0, format, args);
    *text = malloc((size_t)length + 1);
    if (*text == NULL)
        abort();
    vsnprintf(*text, (size_t)length + 1, format, again);
    va_end(args);
    va_end(again);
    return length;
}

void cr_asprintf_free(char *text)
{
    free(text);
}

char *cr_translate_assert_msg(int message, ...)
{
    (void)message;
    char *text;
    cr_asprintf(&text, "the assertion does not hold");
    return text;
}

void cri_asserts_passed_incr(void)
{
}

void criterion_send_assert(struct criterion_assert_stats *stats)
{
    if (stats->passed)
        return;
    told->failed++;
    fprintf(stderr, "[----] %s:%u: Assertion Failed\n[----]   %s\n", stats->file,
            stats->line, stats->message);
}

void criterion_continue_test(void)
{
}

/* What the test had allocated is lost with it: valgrind may call that a leak. */
void criterion_abort_test(void)
{
    told->ended = true;
    __real_exit(0);
}

void criterion_skip_test(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    told->skipped = true;
    criterion_abort_test();
}

void criterion_internal_test_setup(void)
{
    if (current.data->init != NULL)
        current.data->init();
}

void criterion_internal_test_main(void (*test)(void))
{
    test();
}

void criterion_internal_test_teardown(void)
{
    if (current.data->fini != NULL)
        current.data->fini();
}

static void run_in_child(const struct criterion_test *test)
{
    const char *seconds = getenv("TEST_TIMEOUT");
    double limit = test->data->timeout > 0 ? test->data->timeout
                   : seconds != NULL       ? atof(seconds)
                                           : 0;
    alarm((unsigned)limit); /* 0: none */
    current = *test;
    test->test();
    told->ended = true;
    __real_exit(0);
}

/* Whether a process ended as its test declares. */
static bool as_declared(const struct criterion_test *test, int status)
{
    int expected = test->data->exit_code;
    if (WIFSIGNALED(status))
        return WTERMSIG(status) == test->data->signal;
    if (test->data->signal != 0)
        return false;
    return expected == 0 ? told->ended && WEXITSTATUS(status) == 0
                         : !told->ended && WEXITSTATUS(status) == expected;
}

static bool run_test(const struct criterion_test *test)
{
    guard_record("started", test, "");
    *told = (report){0};
    fflush(NULL);
    pid_t child = fork();
    if (child == 0)
        run_in_child(test);
    int status;
    if (child < 0 || waitpid(child, &status, 0) != child) {
        perror("a test's process");
        exit(2);
    }
    bool passed = told->failed == 0 && as_declared(test, status);
    char what[100];
    snprintf(what, sizeof what, "%d failed assertions, exit status %d, signal %d%s",
             told->failed, WIFEXITED(status) ? WEXITSTATUS(status) : 0,
             WIFSIGNALED(status) ? WTERMSIG(status) : 0,
             WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM ? ", timed out" : "");
    const char *event = !passed ? "failed" : told->skipped ? "skipped" : "passed";
    guard_record(event, test, what);
    if (!passed)
        fprintf(stderr, "[FAIL] %s::%s: %s\n", test->category, test->name, what);
    return passed;
}

static bool can_run(const struct criterion_test *test)
{
    return test->data->kind_ == CR_TEST_NORMAL && !test->data->disabled;
}

int main(void)
{
    told =
        mmap(NULL, sizeof *told, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (told == MAP_FAILED) {
        perror("mmap");
        return 2;
    }
    int failed = 0;
    for (struct criterion_test **test = &__start_cr_tst; test < &__stop_cr_tst; test++)
        if (*test != NULL && can_run(*test))
            failed += !run_test(*test);
    return failed >
           0; /* a test that cannot be run here has no record: it counts as failed */
}
