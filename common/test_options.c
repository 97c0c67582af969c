#include "options.h"

#ifdef _OPENMP
#include <omp.h>
#endif

#include "test_process.h"

enum { MOST_WORDS = 6 };

typedef struct command {
    const char *const *words; /* MOST_WORDS after the program's name, or up to NULL */
    bool no_training;
} command;

/* A program with an option of each kind: it prints what it got. */
static void body(const void *context)
{
    const command *c = context;
    const char *argv[MOST_WORDS + 2] = {"/usr/bin/02-test"};
    int argc = 1;
    for (; argc <= MOST_WORDS && c->words[argc - 1] != NULL; argc++)
        argv[argc] = c->words[argc - 1];
    int units = 10, loud = 0, level = 0;
    double decay = 0.5;
    const char *loss = "hinge";
    struct poptOption further[] = {
        {"units", 'u', POPT_ARG_INT | POPT_ARGFLAG_SHOW_DEFAULT, &units, 0, "hidden units",
         "N"},
        {"decay", 'd', POPT_ARG_DOUBLE | POPT_ARGFLAG_SHOW_DEFAULT, &decay, 0, "of weights",
         "X"},
        {"loss", 'l', POPT_ARG_STRING | POPT_ARGFLAG_SHOW_DEFAULT, &loss, 0, "to minimise",
         "NAME"},
        {"loud", 'o', POPT_ARG_NONE, &loud, 0, "print more", NULL},
        {"high", 'i', POPT_ARG_VAL, &level, 7, "aim high", NULL},
        POPT_TABLEEND,
    };
    program p = {.name = "02-test",
                 .about = "Tests the command line.",
                 .examples = "  02-test --epochs 1   the least",
                 .further = further,
                 .no_training = c->no_training};
    options o = {.epochs = 10, .batch = 64, .rate = 0.1, .seed = 1, .threads = 1};
    options_parse(&o, &p, argc, argv);
    printf("data=%s out=%s epochs=%d batch=%d rate=%g seed=%d threads=%d validation=%d "
           "quiet=%d units=%d decay=%g loss=%s loud=%d level=%d\n",
           o.data != NULL ? o.data : "-", o.out != NULL ? o.out : "-", o.epochs, o.batch,
           o.rate, o.seed, o.threads, o.validation, o.quiet, units, decay, loss, loud,
           level);
    options_free(&o);
}

#define ACCEPTED(data, epochs, rate, quiet, rest)                                          \
    "data=" data " out=- epochs=" epochs " batch=64 rate=" rate                            \
    " seed=1 threads=1 validation=0 quiet=" quiet " " rest "\n"
#define FURTHER "units=10 decay=0.5 loss=hinge loud=0 level=0"

Test(options, accepts)
{
    static const struct {
        const char *words[MOST_WORDS];
        const char *printed;
    } rows[] = {
        {{NULL}, ACCEPTED("-", "10", "0.1", "0", FURTHER)},
        {{"--epochs", "3", "--quiet"}, ACCEPTED("-", "3", "0.1", "1", FURTHER)},
        {{"--epochs=0"}, ACCEPTED("-", "0", "0.1", "0", FURTHER)},
        {{"--epochs", "010"}, ACCEPTED("-", "10", "0.1", "0", FURTHER)}, /* not octal 8 */
        {{"--epochs=2147483647"}, ACCEPTED("-", "2147483647", "0.1", "0", FURTHER)},
        {{"--epochs", "1", "--epochs", "2"}, ACCEPTED("-", "2", "0.1", "0", FURTHER)},
        {{"--rate", "5e-1"}, ACCEPTED("-", "10", "0.5", "0", FURTHER)},
        {{"--rate=.25", "--data", "a b"}, ACCEPTED("a b", "10", "0.25", "0", FURTHER)},
        {{"--units=-3", "--decay", "-1"},
         ACCEPTED("-", "10", "0.1", "0", "units=-3 decay=-1 loss=hinge loud=0 level=0")},
        {{"-oi", "-l", "mse", "-u4"},
         ACCEPTED("-", "10", "0.1", "0", "units=4 decay=0.5 loss=mse loud=1 level=7")},
        {{"-ooooooooooooooooooooooooooooooooo"},
         ACCEPTED("-", "10", "0.1", "0", "units=10 decay=0.5 loss=hinge loud=1 level=0")},
        {{"--out", "d", "--batch=0", "--seed=7", "--validation=5"},
         "data=- out=d epochs=10 batch=0 rate=0.1 seed=7 threads=1 validation=5 "
         "quiet=0 " FURTHER "\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        command c = {rows[i].words, false};
        outcome o = outcome_of(body, &c);
        cr_expect(o.status == 0, "row %zu: status %d, said %s", i, o.status, o.err);
        cr_expect(strcmp(o.out, rows[i].printed) == 0, "row %zu: [%s], wanted [%s]", i,
                  o.out, rows[i].printed);
        cr_expect(o.err[0] == '\0', "row %zu: said %s", i, o.err);
    }
}

static void expect_refused(size_t row, command c, const char *sentence)
{
    char wanted[300];
    snprintf(wanted, sizeof wanted, "02-test: %s\nTry '02-test --help'.\n", sentence);
    outcome o = outcome_of(body, &c);
    cr_expect(o.status == 2, "row %zu: status %d, wanted 2", row, o.status);
    cr_expect(strcmp(o.err, wanted) == 0, "row %zu: [%s], wanted [%s]", row, o.err, wanted);
    cr_expect(o.out[0] == '\0', "row %zu: printed %s", row, o.out);
}

Test(options, refuses)
{
#define WHOLE ": expected a whole number from 0 to 2147483647"
#define RATE ": expected a decimal number above 0, such as 0.1"
    static const struct {
        const char *words[MOST_WORDS];
        const char *sentence;
    } rows[] = {
        {{"--epochs", "-3"}, "--epochs '-3'" WHOLE},
        {{"--epochs", "abc"}, "--epochs 'abc'" WHOLE},
        {{"--epochs="}, "--epochs ''" WHOLE},
        {{"--epochs", " 3"}, "--epochs ' 3'" WHOLE},
        {{"--epochs", "3 "}, "--epochs '3 '" WHOLE},
        {{"--epochs", "1.5"}, "--epochs '1.5'" WHOLE},
        {{"--epochs", "1e3"}, "--epochs '1e3'" WHOLE},
        {{"--epochs", "0x10"}, "--epochs '0x10'" WHOLE},
        {{"--epochs", "+-1"}, "--epochs '+-1'" WHOLE},
        {{"--epochs", "-"}, "--epochs '-'" WHOLE},
        {{"--epochs", "2147483648"}, "--epochs '2147483648'" WHOLE},
        {{"--batch", "99999999999"}, "--batch '99999999999'" WHOLE},
        {{"--seed", "99999999999999999999"}, "--seed '99999999999999999999'" WHOLE},
        {{"--validation=-1"}, "--validation '-1'" WHOLE},
        {{"--threads", "1025"}, "--threads '1025': expected a whole number from 0 to 1024"},
        {{"--threads", "-1"}, "--threads '-1': expected a whole number from 0 to 1024"},
        {{"--rate", "nan"}, "--rate 'nan'" RATE},
        {{"--rate", "-nan"}, "--rate '-nan'" RATE},
        {{"--rate", "inf"}, "--rate 'inf'" RATE},
        {{"--rate", "+inf"}, "--rate '+inf'" RATE},
        {{"--rate", "0x1p3"}, "--rate '0x1p3'" RATE},
        {{"--rate", "1e999"}, "--rate '1e999'" RATE},
        {{"--rate", "1e-999"}, "--rate '1e-999'" RATE},
        {{"--rate", "0"}, "--rate '0'" RATE},
        {{"--rate", "-0.1"}, "--rate '-0.1'" RATE},
        {{"--rate", "0,1"}, "--rate '0,1'" RATE},
        {{"--rate", "."}, "--rate '.'" RATE},
        {{"--rate="}, "--rate ''" RATE},
        {{"--data", ""}, "--data '': expected a PATH, found nothing"},
        {{"--out="}, "--out '': expected a DIR, found nothing"},
        {{"--data"}, "--data: its value is missing"},
        {{"--epochs", "1", "--rate"}, "--rate: its value is missing"},
        {{"--quiet=yes"}, "--quiet=yes: this option takes no value"},
        {{"--fast"}, "--fast: there is no such option"},
        {{"-z"}, "-z: there is no such option"},
        {{"stray"}, "'stray': an unexpected word; options begin with --"},
        {{"--quiet", "--", "--epochs"},
         "'--epochs': an unexpected word; options begin with --"},
        {{"--units", "x"},
         "--units 'x': expected a whole number from -2147483648 to 2147483647"},
        {{"--decay", "infinity"}, "--decay 'infinity': expected a decimal number"},
        {{"--loss", ""}, "--loss '': expected a NAME, found nothing"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect_refused(i, (command){rows[i].words, false}, rows[i].sentence);
}

static void expect_eighty_columns(const char *text)
{
    for (const char *line = text; *line != '\0'; line += strcspn(line, "\n") + 1)
        cr_expect(strcspn(line, "\n") <= 80, "over 80 columns: %.*s",
                  (int)strcspn(line, "\n"), line);
}

Test(options, help_teaches)
{
    static const char *const wanted[] = {
        "Usage: 02-test [OPTION...]\n\nTests the command line.\n",
        "\nData:\n",
        "--data=PATH",
        "\nTraining:\n",
        "--epochs=N         passes over the training images (default: 10)\n",
        "(default: 0.1)",
        "\nThis program:\n",
        "-u, --units=N          hidden units (default: 10)\n",
        "\nRunning:\n",
        "\nOutput:\n",
        "-h, --help",
        "\nExamples:\n  02-test --epochs 1   the least\n",
    };
    const char *const words[MOST_WORDS] = {"--epochs", "3", "--rate", "junk", "--help"};
    command c = {words, false};
    outcome o = outcome_of(body, &c);
    cr_assert(o.status == 0, "status %d, said %s", o.status, o.err);
    cr_expect(o.err[0] == '\0', "said %s", o.err);
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++)
        cr_expect(strstr(o.out, wanted[i]) != NULL, "[%s] is missing in: %s", wanted[i],
                  o.out);
    expect_eighty_columns(o.out);
}

Test(options, leaves_training_out)
{
    const char *const words[MOST_WORDS] = {"-h"}, *const epochs[MOST_WORDS] = {
                                                      "--epochs=3"};
    command c = {words, true};
    outcome o = outcome_of(body, &c);
    cr_assert(o.status == 0, "status %d, said %s", o.status, o.err);
    cr_expect(strstr(o.out, "--data") != NULL, "--data is missing in: %s", o.out);
    cr_expect(strstr(o.out, "--epochs=N") == NULL, "--epochs is in: %s", o.out);
    cr_expect(strstr(o.out, "--validation") == NULL, "--validation is in: %s", o.out);
    expect_refused(0, (command){epochs, true}, "--epochs=3: there is no such option");
}

static const char *const fruit[] = {"apple", "pear", "plum"};

/* context: the word to find; prints its place. */
static void choose(const void *context)
{
    printf("%d", options_choose("fruit", context, fruit, 3));
}

Test(options, chooses_among_names)
{
    static const char *const places[] = {"0", "1", "2"};
    for (int i = 0; i < 3; i++) {
        outcome o = outcome_of(choose, fruit[i]);
        cr_expect(o.status == 0 && strcmp(o.out, places[i]) == 0, "%s: status %d, [%s]",
                  fruit[i], o.status, o.out);
    }
}

Test(options, lists_the_names_after_a_wrong_one)
{
    static const char *const wrong[] = {"", "app", "apples", "Plum", "0"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char wanted[200];
        snprintf(wanted, sizeof wanted, "--fruit %s: expected apple, pear or plum\n",
                 wrong[i]);
        outcome o = outcome_of(choose, wrong[i]);
        cr_expect(o.status == 2, "'%s': status %d, wanted 2", wrong[i], o.status);
        cr_expect(strstr(o.err, wanted) != NULL, "'%s': said [%s], wanted [%s]", wrong[i],
                  o.err, wanted);
        cr_expect(o.out[0] == '\0', "'%s': printed %s", wrong[i], o.out);
    }
}

static void say_what_was_given(const void *context)
{
    (void)context;
    const char *argv[] = {"t", "--rate", "0.5", "--data=x", "--quiet", NULL};
    options o = {.rate = 0.1};
    options_parse(&o, &(program){.name = "t", .about = ""}, 5, argv);
    static const char *const names[] = {"rate", "data", "quiet", "batch", "rat", ""};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        printf("%d", options_given(&o, names[i]));
    options_free(&o);
}

Test(options, tell_what_was_given)
{
    outcome o = outcome_of(say_what_was_given, NULL);
    cr_expect(strcmp(o.out, "111000") == 0, "[%s], wanted [111000]; said [%s]", o.out,
              o.err);
}

#ifdef _OPENMP
/* context: the word after --threads; prints o.threads and how many really compute. */
static void count_threads(const void *context)
{
    const char *argv[] = {"t", "--threads", context, NULL};
    options o = {.rate = 0.1};
    options_parse(&o, &(program){.name = "t", .about = ""}, 3, argv);
    int threads = 0;
#pragma omp parallel
#pragma omp single
    threads = omp_get_num_threads();
    printf("%d %d", o.threads, threads);
    options_free(&o);
}

Test(options, tells_openmp)
{
    outcome three = outcome_of(count_threads, "3");
    cr_expect(strcmp(three.out, "3 3") == 0, "--threads 3: %s, said %s", three.out,
              three.err);
    char wanted[32];
    snprintf(wanted, sizeof wanted, "%d %d", omp_get_max_threads(), omp_get_max_threads());
    outcome all = outcome_of(count_threads, "0");
    cr_expect(strcmp(all.out, wanted) == 0, "--threads 0: %s, wanted %s", all.out, wanted);
}
#endif
