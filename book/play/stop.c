/*
 * common/error.c for a page, where nobody reads standard error: what cannot go on stops the
 * module, and the page shows the static picture again.
 */
#include "error.h"

void fail(const char *format, ...)
{
    (void)format;
    __builtin_trap();
}

void check_failed(const char *file, int line, const char *condition, const char *format,
                  ...)
{
    (void)file, (void)line, (void)condition, (void)format;
    __builtin_trap();
}
