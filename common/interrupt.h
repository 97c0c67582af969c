/*
 * Ctrl-C, for programs with something to lose.
 *
 * Between interrupt_catch and interrupt_release the first Ctrl-C (SIGINT), or request to end
 * (SIGTERM), is only noted: the program asks interrupted() at a place where it can stop, saves
 * what is worth saving, and ends with interrupt_end. The second one ends it at once, as always.
 */
#ifndef INTERRUPT_H
#define INTERRUPT_H

#include <stdbool.h>

void interrupt_catch(void);
bool interrupted(void);
/* Signals end the program again; one that has come and was not asked for ends it now. */
void interrupt_release(void);

/* Ends the program by the signal that came, so that a shell or a script knows of it. */
_Noreturn void interrupt_end(void);

#endif
