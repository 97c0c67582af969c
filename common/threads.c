#include "threads.h"

#include <stdlib.h>
#include <unistd.h>

void threads_wait_briefly(const char **argv)
{
#ifdef _OPENMP
    if (getenv("GOMP_SPINCOUNT") != NULL || getenv("OMP_WAIT_POLICY") != NULL ||
        getenv("LD_PRELOAD") != NULL)
        return;
    setenv("GOMP_SPINCOUNT", "3000", 1); /* gcc's OpenMP: loops of a pause */
    setenv("KMP_BLOCKTIME", "0", 0);     /* clang's: milliseconds */
    execv("/proc/self/exe", (char *const *)argv);
    /* Still here: it could not be done, and everything works without it. */
#else
    (void)argv;
#endif
}
