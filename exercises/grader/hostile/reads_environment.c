/* points: 0
   reason: wrong
   prints: variables of the grader: 0 */
#include <stdio.h>
#include <stdlib.h>

extern char **environ;

void matmul_naive(matrix c, matrix a, matrix b)
{
    int others = 0;
    for (char **variable = environ; *variable != NULL; variable++)
        others += strncmp(*variable, "HOSTILE_SECRET", 14) == 0 ||
                  strncmp(*variable, "HOME", 4) == 0;
    printf("variables of the grader: %d\n", others);
    AT(c, 0, 0) = AT(a, 0, 0) * AT(b, 0, 0) + 1000;
}
