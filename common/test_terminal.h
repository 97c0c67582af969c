/* For tests: a terminal of a given width, and all that a program sends to it. */
#ifndef TEST_TERMINAL_H
#define TEST_TERMINAL_H

#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "test_process.h"

/* Runs body() with standard output and error on a terminal; what it sent is put in `seen`. */
static inline void on_terminal(void (*body)(void), int columns, char *seen, size_t size)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    cr_assert(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0, "no terminal");
    int terminal = open(ptsname(master), O_RDWR | O_NOCTTY);
    struct termios settings;
    cr_assert(terminal >= 0 && tcgetattr(terminal, &settings) == 0, "no terminal to open");
    settings.c_oflag &= ~(tcflag_t)OPOST; /* bytes as they are: "\n" stays "\n" */
    tcsetattr(terminal, TCSANOW, &settings);
    ioctl(terminal, TIOCSWINSZ, &(struct winsize){.ws_col = (unsigned short)columns});
    pid_t child;
    if (fork_child(&child, terminal, terminal)) {
        close(terminal);
        close(master);
        body();
        exit(0);
    }
    close(terminal);
    size_t used = 0;
    for (ssize_t got; used + 1 < size; used += (size_t)got)
        if ((got = read(master, seen + used, size - 1 - used)) <= 0)
            break; /* EIO: the child has closed its end */
    seen[used] = '\0';
    close(master);
    int status;
    cr_assert(waitpid(child, &status, 0) == child && status == 0, "child's status %d",
              status);
}

#endif
