#include "clock.h"

#include <stdio.h>
#include <sys/resource.h>
#include <time.h>

static double read_clock(clockid_t which)
{
    struct timespec now;
    clock_gettime(which, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

double clock_seconds(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

double clock_processor_seconds(void)
{
    return read_clock(CLOCK_PROCESS_CPUTIME_ID);
}

/* What Linux says of this program alone; 0 elsewhere. Its getrusage counts what the process held before
   it became this program, too: as much as whoever started it. */
static size_t own_peak(void)
{
    FILE *status = fopen("/proc/self/status", "r");
    if (status == NULL)
        return 0;
    char line[256];
    size_t kilobytes = 0;
    while (fgets(line, sizeof line, status) != NULL &&
           sscanf(line, "VmHWM: %zu kB", &kilobytes) != 1)
        ;
    fclose(status);
    return kilobytes * 1024;
}

size_t clock_peak_memory(void)
{
    size_t peak = own_peak();
    if (peak > 0)
        return peak;
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
#ifdef __APPLE__
    return (size_t)usage.ru_maxrss; /* bytes there */
#else
    return (size_t)usage.ru_maxrss * 1024; /* kilobytes here */
#endif
}
