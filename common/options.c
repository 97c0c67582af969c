#include "options.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#ifdef _OPENMP
#include <omp.h>
#endif

#include "error.h"

/*
 * popt splits the command line and prints the tables of --help. It does not convert: it would
 * take --rate nan and --rate 0x10, and read --epochs 010 as 8. So the tables are handed to it
 * twice: as they are for --help, and with every value a string for parsing.
 */

typedef struct option_given {
    const struct poptOption *option; /* a row of the tables; gone once they are parsed */
    const char *name;                /* its name, which stays */
    char *text;                      /* its value; NULL where it takes none */
} option_given;

enum { HELP = 1, FIRST_ROW }; /* what poptGetNextOpt returns: HELP, or FIRST_ROW + row */

/* The tables as they are: five groups, and `groups` that lists them for popt. */
typedef struct tables {
    struct poptOption data[3], training[4], running[3], output[4], groups[6];
    int quiet; /* popt's flags are ints */
} tables;

#define END POPT_TABLEEND
#define VALUE(name, type, variable, text, unit)                                            \
    {                                                                                      \
        name, '\0', POPT_ARG_##type, variable, 0, text, unit                               \
    }
#define NUMBER(name, type, variable, text, unit)                                           \
    {                                                                                      \
        name, '\0', POPT_ARG_##type | POPT_ARGFLAG_SHOW_DEFAULT, variable, 0, text, unit   \
    }
#define GROUP(table, title)                                                                \
    {                                                                                      \
        NULL, '\0', POPT_ARG_INCLUDE_TABLE, table, 0, title, NULL                          \
    }

static void fill_data(tables *t, options *o, const program *p)
{
    struct poptOption data[] = {
        VALUE("data", STRING, &o->data,
              "directory of IDX files, gzipped or not, or one Kaggle CSV; left out: the "
              "bundled digits",
              "PATH"),
        NUMBER("validation", INT, &o->validation,
               "last N training images held out, to compare settings on", "N"),
        END,
    };
    if (p->no_training)
        data[1] = data[2];
    memcpy(t->data, data, sizeof data);
}

static void fill_training(tables *t, options *o)
{
    struct poptOption training[] = {
        NUMBER("epochs", INT, &o->epochs, "passes over the training images", "N"),
        NUMBER("batch", INT, &o->batch, "images per step; 0: all of them in one", "N"),
        NUMBER("rate", DOUBLE, &o->rate, "learning rate, the size of a step", "X"),
        END,
    };
    memcpy(t->training, training, sizeof training);
}

static void fill_running(tables *t, options *o)
{
    struct poptOption running[] = {
        NUMBER("seed", INT, &o->seed,
               "where the random numbers start: same seed, same results", "N"),
        NUMBER("threads", INT, &o->threads, "processor threads; 0: one per processor", "N"),
        END,
    };
    memcpy(t->running, running, sizeof running);
}

static void fill_output(tables *t, options *o)
{
    struct poptOption output[] = {
        VALUE("out", STRING, &o->out,
              "directory for the results, made if it is not there; left out: none are kept",
              "DIR"),
        VALUE("quiet", NONE, &t->quiet, "no progress on standard error", NULL),
        {"help", 'h', POPT_ARG_NONE, NULL, HELP, "this text", NULL},
        END,
    };
    memcpy(t->output, output, sizeof output);
}

static bool is_end(const struct poptOption *row)
{
    return row->longName == NULL && row->shortName == '\0' && row->arg == NULL;
}

static void fill_groups(tables *t, const program *p)
{
    struct poptOption *next = t->groups;
    *next++ = (struct poptOption)GROUP(t->data, "Data:");
    if (!p->no_training)
        *next++ = (struct poptOption)GROUP(t->training, "Training:");
    if (p->further != NULL && !is_end(p->further))
        *next++ = (struct poptOption)GROUP((void *)p->further, "This program:");
    *next++ = (struct poptOption)GROUP(t->running, "Running:");
    *next++ = (struct poptOption)GROUP(t->output, "Output:");
    *next = (struct poptOption)END;
}

static void *memory(size_t count, size_t size)
{
    void *block = calloc(count, size);
    if (block == NULL)
        fail("out of memory: %zu elements of %zu bytes are needed", count, size);
    return block;
}

/* Counts the rows of all groups, and lists them in `rows` unless it is NULL. */
static int list_rows(const struct poptOption *groups, const struct poptOption **rows)
{
    int count = 0;
    for (const struct poptOption *group = groups; !is_end(group); group++)
        for (const struct poptOption *row = group->arg; !is_end(row); row++, count++)
            if (rows != NULL)
                rows[count] = row;
    return count;
}

/* One flat table for parsing, in which every value is a string. The caller frees it. */
static struct poptOption *parsing_table(const struct poptOption **rows, int count)
{
    struct poptOption *table = memory((size_t)count + 1, sizeof *table);
    for (int i = 0; i < count; i++) {
        table[i] = *rows[i];
        unsigned kind = rows[i]->argInfo & POPT_ARG_MASK;
        bool flag = kind == POPT_ARG_NONE || kind == POPT_ARG_VAL;
        CHECK(flag || kind == POPT_ARG_INT || kind == POPT_ARG_DOUBLE ||
                  kind == POPT_ARG_STRING,
              "--%s is of a type that options.h does not list", rows[i]->longName);
        table[i].argInfo = flag ? POPT_ARG_NONE : POPT_ARG_STRING;
        bool help = rows[i]->arg == NULL && rows[i]->val == HELP;
        table[i].arg = NULL;
        table[i].val = help ? HELP : FIRST_ROW + i;
    }
    table[count] = (struct poptOption)END;
    return table;
}

/* What popt found wrong with the option that it stopped at. */
static bool syntax_error(poptContext context, int status, error *e)
{
    const char *option = poptBadOption(context, POPT_BADOPTION_NOALIAS);
    switch (status) {
    case POPT_ERROR_NOARG:
        return error_set(e, "%s: its value is missing", option);
    case POPT_ERROR_UNWANTEDARG:
        return error_set(e, "%s: this option takes no value", option);
    case POPT_ERROR_BADOPT:
        return error_set(e, "%s: there is no such option", option);
    default:
        return error_set(e, "%s: %s", option, poptStrerror(status));
    }
}

static void give(options *o, const struct poptOption *option, char *text)
{
    size_t size = ((size_t)o->given_count + 1) * sizeof *o->given;
    o->given = realloc(o->given, size);
    if (o->given == NULL)
        fail("out of memory: %zu bytes are needed for the command line", size);
    o->given[o->given_count++] =
        (option_given){.option = option, .name = option->longName, .text = text};
}

/*
 * Splits the command line into o->given. Nothing is stored yet: should --help come last, it
 * still shows the defaults.
 */
static bool split(options *o, const struct poptOption **rows, poptContext context,
                  bool *help, error *e)
{
    int status;
    while ((status = poptGetNextOpt(context)) > 0) {
        if (status == HELP)
            *help = true;
        else
            give(o, rows[status - FIRST_ROW], poptGetOptArg(context));
    }
    if (status < -1)
        return syntax_error(context, status, e);
    if (poptPeekArg(context) != NULL)
        return error_set(e, "'%s': an unexpected word; options begin with --",
                         poptPeekArg(context));
    return true;
}

/* Inclusive limits of a common option, by its name; a further one may be any int. */
static void limits(const char *name, int *low, int *high)
{
    static const struct {
        const char *name;
        int high;
    } from_zero[] = {
        {"epochs", INT_MAX},
        {"batch", INT_MAX},
        {"seed", INT_MAX},
        {"validation", INT_MAX},
        {"threads", OPTIONS_MAX_THREADS},
    };
    *low = INT_MIN;
    *high = INT_MAX;
    for (size_t i = 0; i < sizeof from_zero / sizeof *from_zero; i++)
        if (strcmp(name, from_zero[i].name) == 0) {
            *low = 0;
            *high = from_zero[i].high;
        }
}

/* Digits with a sign perhaps: no blanks before them, which strtol would skip. */
static bool begins_as_number(const char *text)
{
    return text[strspn(text, "+-")] != '\0' && strchr("+-.0123456789", *text) != NULL;
}

static bool store_int(const option_given *g, error *e)
{
    const char *name = g->option->longName;
    int low, high;
    limits(name, &low, &high);
    char *end;
    errno = 0;
    long value = strtol(g->text, &end, 10);
    if (!begins_as_number(g->text) || *end != '\0' || errno != 0 || value < low ||
        value > high)
        return error_set(e, "--%s '%s': expected a whole number from %d to %d", name,
                         g->text, low, high);
    *(int *)g->option->arg = (int)value;
    return true;
}

static bool store_double(const option_given *g, const options *o, error *e)
{
    const char *name = g->option->longName;
    bool is_rate = g->option->arg == &o->rate;
    char *end;
    double value = strtod(g->text, &end);
    if (!begins_as_number(g->text) || *end != '\0' || strpbrk(g->text, "xXnN") != NULL ||
        !isfinite(value) || (is_rate && value <= 0))
        return error_set(e, "--%s '%s': expected a decimal number%s", name, g->text,
                         is_rate ? " above 0, such as 0.1" : "");
    *(double *)g->option->arg = value;
    return true;
}

static bool store(const option_given *g, const options *o, error *e)
{
    switch (g->option->argInfo & POPT_ARG_MASK) {
    case POPT_ARG_NONE:
        *(int *)g->option->arg = 1;
        return true;
    case POPT_ARG_VAL:
        *(int *)g->option->arg = g->option->val;
        return true;
    case POPT_ARG_INT:
        return store_int(g, e);
    case POPT_ARG_DOUBLE:
        return store_double(g, o, e);
    default:
        if (*g->text == '\0')
            return error_set(e, "--%s '': expected a %s, found nothing",
                             g->option->longName, g->option->argDescrip);
        *(const char **)g->option->arg = g->text;
        return true;
    }
}

static void print_help(const program *p, const struct poptOption *groups, int argc,
                       const char **argv)
{
    poptContext context = poptGetContext(p->name, argc, argv, groups, 0);
    size_t size = strlen(p->about) + sizeof "[OPTION...]\n\n";
    char *usage = memory(size, 1);
    snprintf(usage, size, "[OPTION...]\n\n%s", p->about);
    poptSetOtherOptionHelp(context, usage);
    poptPrintHelp(context, stdout, 0);
    if (p->examples != NULL)
        printf("\nExamples:\n%s\n", p->examples);
    poptFreeContext(context);
    free(usage);
}

/* Splits, then stores; a call for help is told back, with nothing stored. */
static bool parse(options *o, const struct poptOption *groups, int argc, const char **argv,
                  bool *help, error *e)
{
    int count = list_rows(groups, NULL);
    const struct poptOption **rows = memory((size_t)count + 1, sizeof *rows);
    list_rows(groups, rows);
    struct poptOption *table = parsing_table(rows, count);
    poptContext context = poptGetContext(NULL, argc, argv, table, 0);
    bool good = split(o, rows, context, help, e);
    for (int i = 0; i < o->given_count && good && !*help; i++)
        good = store(&o->given[i], o, e);
    poptFreeContext(context);
    free(table);
    free(rows);
    return good;
}

static void settle_threads(options *o)
{
#ifdef _OPENMP
    if (o->threads > 0) {
        omp_set_dynamic(0); /* as many as were asked for, whatever OMP_DYNAMIC says */
        omp_set_num_threads(o->threads);
    }
    o->threads = omp_get_max_threads();
#else
    o->threads = 1;
#endif
}

void options_parse(options *o, const program *p, int argc, const char **argv)
{
    fail_program_name(p->name);
    setvbuf(stdout, NULL, _IOLBF, 0);
    tables t = {.quiet = o->quiet};
    fill_data(&t, o, p);
    fill_training(&t, o);
    fill_running(&t, o);
    fill_output(&t, o);
    fill_groups(&t, p);
    error e;
    bool help = false;
    bool good = parse(o, t.groups, argc, argv, &help, &e);
    if (good && !help) {
        o->quiet = t.quiet != 0;
        settle_threads(o);
        return;
    }
    if (good)
        print_help(p, t.groups, argc, argv);
    options_free(o);
    if (!good)
        fail_usage("%s", e.text);
    exit(EXIT_SUCCESS);
}

void options_free(options *o)
{
    for (int i = 0; i < o->given_count; i++)
        free(o->given[i].text);
    free(o->given);
    o->given = NULL;
    o->given_count = 0;
    o->data = o->out = NULL; /* they may have lived in `given` */
}

bool options_given(const options *o, const char *name)
{
    for (int i = 0; i < o->given_count; i++)
        if (strcmp(o->given[i].name, name) == 0)
            return true;
    return false;
}

int options_choose(const char *option, const char *text, const char *const *names,
                   int count)
{
    for (int i = 0; i < count; i++)
        if (strcmp(text, names[i]) == 0)
            return i;
    char expected[400] = "";
    for (int i = 0; i < count; i++) {
        const char *before = i == 0 ? "" : i == count - 1 ? " or " : ", ";
        size_t length = strlen(expected);
        snprintf(expected + length, sizeof expected - length, "%s%s", before, names[i]);
    }
    fail_usage("--%s %s: expected %s", option, text, expected);
}
