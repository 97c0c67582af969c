/*
 * The command line, the same in every program (parsed by popt).
 *
 * A program fills in its defaults, hands over its own table of further options, and gets
 * back checked values: what cannot be right (--epochs -3, --rate nan, --data '') ends with a
 * sentence and status 2. --help prints what the program does, every option with its default
 * and unit, and examples to try.
 */
#ifndef OPTIONS_H
#define OPTIONS_H

#include <popt.h>
#include <stdbool.h>

enum { OPTIONS_MAX_THREADS = 1024 };

typedef struct options {
    const char *data; /* --data: IDX directory or CSV; NULL: the bundled digits */
    const char *out;  /* --out: directory for results; NULL: write none */
    int epochs;       /* --epochs, passes over the training images, >= 0 */
    int batch;        /* --batch, images per step, >= 0; 0: all of them */
    double rate;      /* --rate, step size, > 0 and finite */
    int seed;         /* --seed, >= 0 */
    int threads;      /* --threads, >= 0; 0: one per processor (or OMP_NUM_THREADS) */
    int validation;   /* --validation, last N training images held out, >= 0 */
    bool quiet;       /* --quiet: no progress */

    struct option_given *given; /* what the command line gave; options.c's own */
    int given_count;
} options;

typedef struct program {
    const char *name;     /* "02-backprop" */
    const char *about;    /* what it does, a paragraph or two, wrapped to 80 */
    const char *examples; /* command lines with what they show, as to be printed */
    const struct poptOption *further; /* the program's own options; NULL for none */
    bool no_training;                 /* leave out --epochs --batch --rate --validation */
} program;

/*
 * `o` holds the defaults on entry. After parsing, o->threads is the real number and OpenMP
 * has been told. Strings stay valid until options_free. Also sets the name that `fail` prints,
 * and makes standard output go out line by line: in one file with progress, each line of both
 * stands where it belongs.
 *
 * Further options are of type POPT_ARG_NONE, _VAL, _INT, _DOUBLE or _STRING. Their numbers
 * are finite decimal ones when this returns, their strings not empty; what narrower range is
 * right, only the program knows (and says with fail_usage).
 */
void options_parse(options *o, const program *p, int argc, const char **argv);
void options_free(options *o);

/* Whether the command line gave --`name`: for defaults that depend on another option. */
bool options_given(const options *o, const char *name);

/* Rows of a program's table; --help shows the defaults of all but flags and files. */
#define OPTION_TEXT(name, variable, help, unit)                                            \
    {                                                                                      \
        name, 0, POPT_ARG_STRING | POPT_ARGFLAG_SHOW_DEFAULT, variable, 0, help, unit      \
    }
#define OPTION_WHOLE(name, variable, help, unit)                                           \
    {                                                                                      \
        name, 0, POPT_ARG_INT | POPT_ARGFLAG_SHOW_DEFAULT, variable, 0, help, unit         \
    }
#define OPTION_NUMBER(name, variable, help, unit)                                          \
    {                                                                                      \
        name, 0, POPT_ARG_DOUBLE | POPT_ARGFLAG_SHOW_DEFAULT, variable, 0, help, unit      \
    }
#define OPTION_FILE(name, variable, help, unit)                                            \
    {                                                                                      \
        name, 0, POPT_ARG_STRING, variable, 0, help, unit                                  \
    }
#define OPTION_FLAG(name, variable, help)                                                  \
    {                                                                                      \
        name, 0, POPT_ARG_NONE, variable, 0, help, NULL                                    \
    }

/* The place of `text`, the value of --`option`, in a list of names; any other word ends the
   program with a sentence that lists them. */
int options_choose(const char *option, const char *text, const char *const *names,
                   int count);

#endif
