/* For tests: how many of many like cases. All of them, but a few under valgrind, which looks at memory
   alone and takes fifty times as long (common/tools/running.py sets the variable). */
#ifndef TEST_SIZE_H
#define TEST_SIZE_H

#include <stdlib.h>

static inline int test_size(int all, int under_valgrind)
{
    return getenv("TEST_UNDER_VALGRIND") != NULL ? under_valgrind : all;
}

#endif
