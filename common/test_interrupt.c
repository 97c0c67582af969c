#include "interrupt.h"

#include <signal.h>

#include "test_process.h"

static void note_and_go_on(const void *context)
{
    (void)context;
    interrupt_catch();
    if (interrupted())
        exit(1);
    raise(SIGINT);
    exit(interrupted() ? 42 : 1);
}

static void second_one_ends(const void *context)
{
    (void)context;
    interrupt_catch();
    raise(SIGINT);
    raise(SIGINT);
    exit(1);
}

static void ends_by_the_signal_that_came(const void *context)
{
    (void)context;
    interrupt_catch();
    raise(SIGTERM);
    interrupt_end();
}

static void ends_when_released(const void *context)
{
    (void)context;
    interrupt_catch();
    raise(SIGINT);
    interrupt_release();
    exit(1);
}

static void released_in_peace(const void *context)
{
    (void)context;
    interrupt_catch();
    interrupt_release();
    exit(42);
}

static void as_usual_when_released(const void *context)
{
    (void)context;
    interrupt_catch();
    interrupt_release();
    raise(SIGINT);
    exit(1);
}

static const struct {
    const char *row;
    void (*body)(const void *context);
    int status;
} rows[] = {
    {"note and go on", note_and_go_on, 42},
    {"the second one ends", second_one_ends, 128 + SIGINT},
    {"ends by the signal that came", ends_by_the_signal_that_came, 128 + SIGTERM},
    {"ends when released", ends_when_released, 128 + SIGINT},
    {"released in peace", released_in_peace, 42},
    {"as usual when released", as_usual_when_released, 128 + SIGINT},
};

Test(interrupt, what_becomes_of_a_program)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        outcome o = outcome_of(rows[i].body, NULL);
        cr_expect(o.status == rows[i].status, "%s: status %d, wanted %d", rows[i].row,
                  o.status, rows[i].status);
    }
}
