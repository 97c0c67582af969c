/*
 * What stands between an exercise and whoever asks the questions.
 *
 * A program is this driver, the `run_case` of one exercise and a student's file. It reads cases,
 * inputs that go by a name, from standard input; for each it calls `run_case`, which fetches
 * what it needs, calls the student's function and answers, again by name. Expected answers
 * never come here: who asked compares.
 *
 * Integers travel as numbers, exact up to 2^53; nan and inf are numbers like others. Asking for
 * an input that the case does not have, or as something it is not, ends the program.
 */
#ifndef DRIVER_H
#define DRIVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "arena.h"
#include "matrix.h"

/* The case's inputs. What is returned in memory of the arena is a copy, for the case alone. */
bool case_has(const char *name);
double case_number(const char *name);
const char *case_text(const char *name);
double *case_numbers(arena *a, const char *name,
                     size_t *count); /* a list, or a matrix row by row */
uint8_t *case_bytes(arena *a, const char *name,
                    size_t *count);             /* the same, each 0 to 255 */
matrix case_matrix(arena *a, const char *name); /* a list is a column */

/* The answers. */
void answer_number(const char *name, double value);
void answer_numbers(const char *name, const double *values, size_t count);
void answer_matrix(const char *name, matrix m);

/* Each exercise's own: answers one case. The arena is emptied after it. */
void run_case(arena *a);

#endif
