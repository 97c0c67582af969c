/* Threads that share the machine with other programs. */
#ifndef THREADS_H
#define THREADS_H

/*
 * Call first in main(). Threads that wait for each other keep their processors busy for a
 * while, in case the wait is short. OpenMP's default, milliseconds, suits a machine of one's
 * own; where another program runs too, each wait may last until that one's turn is over,
 * and training has been measured to take twenty times longer. This sets a short wait (some
 * 150 microseconds).
 *
 * OpenMP reads such settings before main() begins, so the program starts itself again, once,
 * with the setting made. It does not where the user has chosen (GOMP_SPINCOUNT,
 * OMP_WAIT_POLICY), under a tool that preloads itself (valgrind), or where a program
 * cannot find itself (no /proc/self/exe).
 */
void threads_wait_briefly(const char **argv);

#endif
