#include "driver.h"
#include "schedule.h"

#include <string.h>

/* The rate of every step of the run; of step 0, if it has none. */
void run_case(arena *a)
{
    schedule s = {.rate = case_number("rate"), .steps = (long)case_number("steps")};
    while (s.kind < ONE_CYCLE && strcmp(schedule_names[s.kind], case_text("kind")) != 0)
        s.kind++;
    long count = s.steps > 0 ? s.steps : 1;
    double *rates = arena_alloc(a, (size_t)count, sizeof *rates);
    for (long step = 0; step < count; step++)
        rates[step] = schedule_rate(&s, step);
    answer_numbers("rates", rates, (size_t)count);
}
