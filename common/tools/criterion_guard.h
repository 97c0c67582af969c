/*
 * What became of a test, as a line of the file that TEST_RESULTS names; see criterion_guard.c.
 */
#ifndef CRITERION_GUARD_H
#define CRITERION_GUARD_H

#include <criterion/criterion.h>

/* event: started, passed, failed or skipped. what: how it went, without tabs or line ends. */
void guard_record(const char *event, const struct criterion_test *test, const char *what);

#endif
