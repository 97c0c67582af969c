/* For tests: how much of what is all alike. Valgrind looks at memory alone and takes fifty times as
   long; what the rest says is found out elsewhere, by the same test. */
#ifndef TEST_SIZE_H
#define TEST_SIZE_H

#include <stdlib.h>

static inline int test_size(int all, int under_valgrind)
{
    return getenv("TEST_UNDER_VALGRIND") != NULL ? under_valgrind : all;
}

#endif
