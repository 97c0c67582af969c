#define _XOPEN_SOURCE 700 /* terminals */

#include "progress.h"

#include "test_process.h"
#include "test_terminal.h"

/* The clock cannot be turned, but what it is compared with can. */
static void pass(progress *p, double seconds)
{
    p->started -= seconds;
    p->drawn -= seconds;
}

/* A bar at 25 % after 0.6 s, a line, another bar, its end. */
static void work(bool quiet)
{
    progress p;
    progress_begin(&p, "epoch 3/10", 200, quiet);
    progress_update(&p, 10); /* too early to draw */
    pass(&p, 0.6);
    progress_update(&p, 50);
    progress_update(&p, 60); /* too soon after the last */
    progress_line(&p, "epoch %d done", 3);
    pass(&p, 0.2);
    progress_update(&p, 999); /* more than all of it is all of it */
    progress_end(&p);
    progress_end(&p);
}

static void work_loud(void)
{
    work(false);
}

static void work_quiet(void)
{
    work(true);
}

static void work_in_a_file(const void *quiet)
{
    work(*(const bool *)quiet);
}

static void expect_seen(const char *seen, const char *wanted)
{
    cr_expect(strcmp(seen, wanted) == 0, "seen [%s], wanted [%s]", seen, wanted);
}

#define CLEAR "\r\033[K"
#define FORTY "########################################"

Test(progress, bar_on_a_terminal)
{
    char seen[2000];
    setenv("TERM", "xterm", 1);
    on_terminal(work_loud, 100, seen, sizeof seen);
    expect_seen(seen, "\repoch 3/10 [##########                              ]  25 %  2 s "
                      "left\033[K" CLEAR "epoch 3 done\n"
                      "\repoch 3/10 [" FORTY "] 100 %  0 s left\033[K" CLEAR);
}

/* 50 columns, of which one stays free: 29 go to "epoch 3/10 []  25 %  2 s left", 20 to the bar. */
Test(progress, bar_fits_the_width)
{
    char seen[2000];
    setenv("TERM", "xterm", 1);
    on_terminal(work_loud, 50, seen, sizeof seen);
    const char *end = strstr(seen, "\033[K");
    cr_assert(seen[0] == '\r' && end != NULL, "no line in [%s]", seen);
    cr_expect(end - seen - 1 == 49, "%d columns of 50 used: %s", (int)(end - seen - 1),
              seen);
    cr_expect(strncmp(seen, "\repoch 3/10 [#####     ", 23) == 0, "seen [%s]", seen);
}

Test(progress, no_bar_where_it_does_not_fit)
{
    char seen[2000];
    setenv("TERM", "xterm", 1);
    on_terminal(work_loud, 20, seen, sizeof seen);
    cr_expect(strncmp(seen, "\repoch 3/10  25 %  2\033[K", 23) == 0, "seen [%s]", seen);
}

Test(progress, lines_alone_on_a_dumb_terminal)
{
    char seen[2000];
    setenv("TERM", "dumb", 1);
    on_terminal(work_loud, 80, seen, sizeof seen);
    expect_seen(seen, "epoch 3 done\n");
    unsetenv("TERM");
    on_terminal(work_loud, 80, seen, sizeof seen);
    expect_seen(seen, "epoch 3 done\n");
}

Test(progress, quiet_is_quiet)
{
    char seen[2000];
    setenv("TERM", "xterm", 1);
    on_terminal(work_quiet, 80, seen, sizeof seen);
    expect_seen(seen, "");
    outcome o = outcome_of(work_in_a_file, &(bool){true});
    expect_seen(o.err, "");
    expect_seen(o.out, "");
}

Test(progress, lines_alone_in_a_file)
{
    setenv("TERM", "xterm", 1);
    outcome o = outcome_of(work_in_a_file, &(bool){false});
    expect_seen(o.err, "epoch 3 done\n");
    expect_seen(o.out, "");
}

static void long_work(void)
{
    static const double elapsed[] = {10, 59.4 / 3, 1000, 36000};
    for (int i = 0; i < 4; i++) {
        progress p;
        progress_begin(&p, "w", 4, false);
        pass(&p, elapsed[i]);
        progress_update(&p, 1);
        progress_end(&p);
    }
    progress p;
    progress_begin(&p, "nothing to do", 0, false);
    pass(&p, 1);
    progress_update(&p, 0);
    progress_end(&p);
}

Test(progress, time_left_in_words)
{
    static const char *const wanted[] = {"  30 s left", "  59 s left", "  50 min 00 s left",
                                         "  30 h 00 min left"};
    char seen[2000];
    setenv("TERM", "xterm", 1);
    on_terminal(long_work, 80, seen, sizeof seen);
    const char *at = seen;
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        const char *found = strstr(at, wanted[i] + 1);
        cr_assert(found != NULL, "row %zu: [%s] is not in [%s]", i, wanted[i], at);
        at = found;
    }
    cr_expect(strstr(seen, "nothing") == NULL, "a bar for nothing: %s", seen);
}
