#include "interrupt.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* The one thing that a signal handler may write to is a global of this type. */
static volatile sig_atomic_t came;

static void note(int signal)
{
    came = signal;
}

static void handle(int flags, void (*handler)(int))
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    action.sa_flags = flags;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

void interrupt_catch(void)
{
    came = 0;
    handle((int)SA_RESETHAND | SA_RESTART, note);
}

bool interrupted(void)
{
    return came != 0;
}

void interrupt_release(void)
{
    handle(0, SIG_DFL);
    if (came != 0)
        interrupt_end();
}

_Noreturn void interrupt_end(void)
{
    handle(0, SIG_DFL);
    raise(came);
    abort(); /* not reached: the signal has ended the program */
}
