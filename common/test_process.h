/* For tests of what exits, prints or needs other rights: a child process, and what became of it. */
#ifndef TEST_PROCESS_H
#define TEST_PROCESS_H

#include <criterion/criterion.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * Criterion's messenger thread does not come along into a child, so that LeakSanitizer takes
 * what it held for lost and says so where the test reads what the child said. valgrind is
 * not so easily confused: it sees the leaks of a child's own code (kind "definitely lost").
 */
static bool in_child;
int __lsan_is_turned_off(void); /* asked by LeakSanitizer before it looks */
int __lsan_is_turned_off(void)
{
    return in_child;
}

/* A child with its own descriptors for output and error; true in the child. */
static inline bool fork_child(pid_t *child, int out, int err)
{
    fflush(NULL); /* or the child would print it once more */
    *child = fork();
    cr_assert(*child >= 0, "no child process");
    if (*child != 0)
        return false;
    in_child = true;
    dup2(out, STDOUT_FILENO);
    dup2(err, STDERR_FILENO);
    return true;
}

typedef struct outcome {
    int status; /* what it exited with; 128 + N after signal N */
    char out[8192], err[8192];
} outcome;

static inline void outcome_read(FILE *stream, char *text, size_t size)
{
    rewind(stream);
    text[fread(text, 1, size - 1, stream)] = '\0';
    fclose(stream);
}

/* Runs body(context) in a child with its output in files; status 0 where body returns. */
static inline outcome outcome_of(void (*body)(const void *), const void *context)
{
    FILE *out = tmpfile(), *err = tmpfile();
    cr_assert(out != NULL && err != NULL, "no temporary files");
    pid_t child;
    if (fork_child(&child, fileno(out), fileno(err))) {
        body(context);
        exit(0);
    }
    int status;
    cr_assert(waitpid(child, &status, 0) == child, "the child is lost");
    outcome o = {.status =
                     WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status)};
    outcome_read(out, o.out, sizeof o.out);
    outcome_read(err, o.err, sizeof o.err);
    return o;
}

#endif
