/* Time and memory, for progress lines and benchmarks. */
#ifndef CLOCK_H
#define CLOCK_H

#include <stddef.h>

double clock_seconds(void);     /* a monotonic clock, in seconds from an arbitrary start */
size_t clock_peak_memory(void); /* largest resident set of this process so far, in bytes */

#endif
