/*
 * Progress of long work, on standard error. On a terminal: one line that redraws itself
 * ("epoch 3/10 [######    ]  60 %  12 s left"). Elsewhere (a file, a pipe, CI): only the lines
 * that progress_line prints. With quiet: nothing at all.
 */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stdbool.h>

typedef struct progress {
    const char *what; /* "epoch 3/10" */
    long total;
    double started, drawn; /* seconds, on clock_seconds' clock */
    /* The bar may be drawn; nothing may be printed; the bar is on the screen now. */
    bool bar, quiet, visible;
} progress;

/* Starts a piece of work of `total` steps. `what` must live as long as the work. */
void progress_begin(progress *p, const char *what, long total, bool quiet);

/* `done` of total steps are done. Cheap: redraws at most ten times a second. */
void progress_update(progress *p, long done);

/* Clears the bar. */
void progress_end(progress *p);

/* One line that stays, printf-style, newline added; clears the bar first. */
void progress_line(progress *p, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
