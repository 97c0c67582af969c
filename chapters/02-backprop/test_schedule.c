#include "schedule.h"

#include <criterion/criterion.h>
#include <math.h>

static bool near(double found, double wanted)
{
    return fabs(found - wanted) <= 1e-12 * fabs(wanted);
}

/* Rates at chosen steps of 1,000, with a largest rate of 2. */
Test(schedule, chosen_steps)
{
    static const struct {
        schedule_kind kind;
        long step;
        double wanted;
    } rows[] = {
        {CONSTANT, 0, 2},
        {CONSTANT, 999, 2},
        {STEP, 0, 2},
        {STEP, 199, 2},
        {STEP, 200, 1},
        {STEP, 399, 1},
        {STEP, 400, 0.5},
        {STEP, 600, 0.25},
        {STEP, 800, 0.125},
        {STEP, 999, 0.125},
        {COSINE, 0, 2},
        {COSINE, 250, 1 + 0.70710678118654752},
        {COSINE, 500, 1},
        {COSINE, 750, 1 - 0.70710678118654752},
        {CYCLICAL, 0, 0.2},
        {CYCLICAL, 125, 2},
        {CYCLICAL, 250, 0.2},
        {CYCLICAL, 375, 2},
        {CYCLICAL, 625, 2},
        {CYCLICAL, 875, 2},
        {CYCLICAL, 25, 0.56},
        {CYCLICAL, 225, 0.56},
        {CYCLICAL, 500, 0.2},
        {ONE_CYCLE, 0, 0.2},
        {ONE_CYCLE, 100, 1.1},
        {ONE_CYCLE, 200, 2},
        {ONE_CYCLE, 600, 1},
        {ONE_CYCLE, 800, 0.5},
        {ONE_CYCLE, 999, 0.0025},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        schedule s = {rows[i].kind, 2, 1000};
        double found = schedule_rate(&s, rows[i].step);
        cr_expect(near(found, rows[i].wanted), "%s, step %ld: %.17g, wanted %.17g",
                  schedule_names[rows[i].kind], rows[i].step, found, rows[i].wanted);
    }
}

/* The formulas of schedule.h, in whole numbers of steps where they have corners. */
static double formula(schedule_kind kind, long step, long steps)
{
    double t = (double)step / (double)steps;
    long cycle = 4 * step % steps; /* 0 .. steps: from valley to valley */
    switch (kind) {
    case STEP:
        return 1.0 / (double)(1L << (5 * step / steps));
    case COSINE:
        return cos(acos(-1) * t / 2) * cos(acos(-1) * t / 2);
    case CYCLICAL:
        return 0.1 + 0.9 * (double)(cycle < steps - cycle ? cycle : steps - cycle) * 2 /
                         (double)steps;
    case ONE_CYCLE:
        return 5 * step < steps ? 0.1 + 4.5 * t : 1.25 * (1 - t);
    default:
        return 1;
    }
}

Test(schedule, whole_runs)
{
    static const long runs[] = {1, 2, 3, 7, 100, 1250, 6251};
    for (schedule_kind kind = 0; kind < SCHEDULE_KINDS; kind++)
        for (size_t n = 0; n < sizeof runs / sizeof *runs; n++)
            for (long step = 0; step < runs[n]; step++) {
                schedule s = {kind, 1, runs[n]};
                double found = schedule_rate(&s, step),
                       wanted = formula(kind, step, runs[n]);
                cr_assert(fabs(found - wanted) <= 1e-9 * wanted,
                          "%s, step %ld of %ld: %.17g, wanted %.17g", schedule_names[kind],
                          step, runs[n], found, wanted);
                cr_assert(found > 0 && found <= 1, "%s, step %ld of %ld: %g",
                          schedule_names[kind], step, runs[n], found);
            }
}

Test(schedule, grows_with_the_rate)
{
    for (schedule_kind kind = 0; kind < SCHEDULE_KINDS; kind++)
        for (long step = 0; step < 20; step++) {
            schedule one = {kind, 1, 20}, small = {kind, 1e-3, 20};
            double found = schedule_rate(&small, step);
            cr_expect(near(found, 1e-3 * schedule_rate(&one, step)), "%s, step %ld: %g",
                      schedule_names[kind], step, found);
        }
}

Test(schedule, of_no_steps_is_finite)
{
    for (schedule_kind kind = 0; kind < SCHEDULE_KINDS; kind++) {
        schedule s = {kind, 1, 0};
        cr_expect(isfinite(schedule_rate(&s, 0)), "%s: %g", schedule_names[kind],
                  schedule_rate(&s, 0));
    }
}
