#include "progress.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "clock.h"

enum { USUAL_WIDTH = 80, WIDEST_BAR = 40 };

static const double REDRAW_SECONDS = 0.1;
static const double SURE_SECONDS = 0.5; /* before that, "time left" is a wild guess */

/* A line can be redrawn on a terminal that knows the two codes used here: CR and EL. */
static bool can_redraw(void)
{
    const char *kind = getenv("TERM");
    return isatty(STDERR_FILENO) && kind != NULL && strcmp(kind, "dumb") != 0;
}

static int terminal_width(void)
{
    struct winsize size;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
        return USUAL_WIDTH;
    return size.ws_col;
}

/* "12 s left", "3 min 05 s left", "2 h 10 min left". */
static void format_time_left(char *text, size_t size, double seconds)
{
    long whole = (long)(seconds + 0.5);
    if (whole < 60)
        snprintf(text, size, "%ld s left", whole);
    else if (whole < 3600)
        snprintf(text, size, "%ld min %02ld s left", whole / 60, whole % 60);
    else
        snprintf(text, size, "%ld h %02ld min left", whole / 3600, whole / 60 % 60);
}

static void clear(progress *p)
{
    if (p->visible)
        fputs("\r\033[K", stderr);
    p->visible = false;
}

static void draw(progress *p, long done, double now)
{
    char left[48] = "";
    double elapsed = now - p->started;
    if (done > 0 && elapsed >= SURE_SECONDS)
        format_time_left(left, sizeof left,
                         elapsed * (double)(p->total - done) / (double)done);
    char tail[64];
    double share = (double)done / (double)p->total;
    int tail_width = snprintf(tail, sizeof tail, " %3d %%  %s", (int)(100 * share), left);

    /* One column stays free: a full line would wrap, and CR cannot go back up. */
    int room = terminal_width() - 1;
    int bar = room - (int)strlen(p->what) - tail_width - 3; /* a blank and two brackets */
    bar = bar > WIDEST_BAR ? WIDEST_BAR : bar;
    char line[512];
    if (bar < 1) {
        snprintf(line, sizeof line, "%s%s", p->what, tail);
    } else {
        char drawing[WIDEST_BAR + 1];
        memset(drawing, ' ', sizeof drawing);
        memset(drawing, '#', (size_t)(share * bar));
        snprintf(line, sizeof line, "%s [%.*s]%s", p->what, bar, drawing, tail);
    }
    fprintf(stderr, "\r%.*s\033[K", room, line);
    fflush(stderr);
    p->drawn = now;
    p->visible = true;
}

void progress_begin(progress *p, const char *what, long total, bool quiet)
{
    *p = (progress){.what = what,
                    .total = total,
                    .started = clock_seconds(),
                    .bar = !quiet && total > 0 && can_redraw(),
                    .quiet = quiet};
    p->drawn = p->started; /* work that is done within a tenth of a second shows no bar */
}

void progress_update(progress *p, long done)
{
    if (!p->bar)
        return;
    double now = clock_seconds();
    if (now - p->drawn < REDRAW_SECONDS)
        return;
    done = done < 0 ? 0 : done > p->total ? p->total : done;
    draw(p, done, now);
}

void progress_end(progress *p)
{
    clear(p);
}

void progress_line(progress *p, const char *format, ...)
{
    if (p->quiet)
        return;
    clear(p);
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
}
