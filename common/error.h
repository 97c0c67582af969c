/*
 * Failing with a clear message.
 *
 * A function that can meet bad data returns false (or NULL) and leaves one sentence in an
 * `error`: the file, the place in it, what was found and what was expected. Only main()
 * decides to stop, with `fail`, so that the same readers serve programs, tests and fuzzers.
 *
 * Exit status of every program: 0 done, 1 the data or a file is bad, 2 the command line is.
 */
#ifndef ERROR_H
#define ERROR_H

#include <stdbool.h>

enum { EXIT_BAD_DATA = 1, EXIT_BAD_USAGE = 2 };

typedef struct error {
    char text[512]; /* one sentence, without a final newline; cut to fit */
} error;

/* Writes the sentence as printf would. Always returns false: `return error_set(e, ...)`. */
bool error_set(error *e, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Puts "prefix: " before the sentence that is there. Always returns false. */
bool error_prefix(error *e, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Prints "PROGRAM: SENTENCE" on standard error and exits with status 1. */
_Noreturn void fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The same for a bad command line: adds "try PROGRAM --help", exits with status 2. */
_Noreturn void fail_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The name that `fail` prints before the colon; main() sets it from argv[0]'s last part. */
void fail_program_name(const char *argv0);

/* Stops with the source line when an invariant of our own is broken (a bug, not bad data). */
#define CHECK(condition, ...)                                                              \
    ((condition) ? (void)0 : check_failed(__FILE__, __LINE__, #condition, __VA_ARGS__))
_Noreturn void check_failed(const char *file, int line, const char *condition,
                            const char *format, ...) __attribute__((format(printf, 4, 5)));

#endif
