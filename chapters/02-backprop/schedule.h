/*
 * Schedules: the learning rate as a function of the step.
 *
 * With t = step / steps, from 0 at the first step up to 1:
 *
 *     constant   rate
 *     step       rate, halved after each fifth of the run
 *     cosine     rate * (1 + cos(pi t)) / 2                       (Loshchilov, Hutter 2017)
 *     cyclical   four times up and down between rate/10 and rate  (Smith 2017, "triangular")
 *     one-cycle  rate/10 up to rate in the first fifth of the run, then down to 0
 *                (Smith and Topin 2018; linear)
 */
#ifndef SCHEDULE_H
#define SCHEDULE_H

typedef enum schedule_kind {
    CONSTANT,
    STEP,
    COSINE,
    CYCLICAL,
    ONE_CYCLE,
    SCHEDULE_KINDS
} schedule_kind;

extern const char *const schedule_names[SCHEDULE_KINDS]; /* "constant", "step", ... */

typedef struct schedule {
    schedule_kind kind;
    double rate; /* the largest rate */
    long steps;  /* in the whole run */
} schedule;

/* The rate of step 0 .. steps-1. */
double schedule_rate(const schedule *s, long step);

#endif
