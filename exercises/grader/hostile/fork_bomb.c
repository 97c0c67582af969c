/* Gives up after 500 processes; says first whether there were more than a few.
   points: 0
   reason: wrong
   prints: few processes */
#include <stdio.h>
#include <unistd.h>

void matmul_naive(matrix c, matrix a, matrix b)
{
    int started = 0;
    for (int i = 0; i < 500; i++) {
        pid_t child = fork();
        if (child == 0) {
            sleep(5);
            _exit(0);
        }
        started += child > 0;
    }
    printf("%s processes\n", started < 8 ? "few" : "many");
    AT(c, 0, 0) = AT(a, 0, 0) * AT(b, 0, 0) + 1000;
}
