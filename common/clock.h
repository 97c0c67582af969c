/* Time and memory, for progress lines and benchmarks. */
#ifndef CLOCK_H
#define CLOCK_H

#include <stddef.h>

double clock_seconds(void); /* a monotonic clock, in seconds from an arbitrary start */
double
clock_processor_seconds(void);  /* what this process has used of its processors so far */
size_t clock_peak_memory(void); /* largest resident set of this process so far, in bytes */

#endif
