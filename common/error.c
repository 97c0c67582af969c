#include "error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *program = "program";

void fail_program_name(const char *argv0)
{
    const char *slash = strrchr(argv0, '/');
    program = slash != NULL ? slash + 1 : argv0;
}

bool error_set(error *e, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(e->text, sizeof e->text, format, arguments);
    va_end(arguments);
    return false;
}

bool error_prefix(error *e, const char *format, ...)
{
    char prefix[sizeof e->text];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(prefix, sizeof prefix, format, arguments);
    va_end(arguments);
    error before = *e;
    return error_set(e, "%s: %s", prefix, before.text);
}

void fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "%s: ", program);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(EXIT_BAD_DATA);
}

void fail_usage(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "%s: ", program);
    vfprintf(stderr, format, arguments);
    fprintf(stderr, "\nTry '%s --help'.\n", program);
    va_end(arguments);
    exit(EXIT_BAD_USAGE);
}

void check_failed(const char *file, int line, const char *condition, const char *format,
                  ...)
{
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "%s: a bug at %s:%d: ", program, file, line);
    vfprintf(stderr, format, arguments);
    fprintf(stderr, " (%s does not hold)\n", condition);
    va_end(arguments);
    abort();
}
