/* Gives up after 1 GB.
   points: 0
   reason: far too much */
#include <stdio.h>

void matmul_naive(matrix c, matrix a, matrix b)
{
    static char line[1 << 16];
    memset(line, 'x', sizeof line);
    line[sizeof line - 1] = '\n';
    for (int i = 0; i < (1 << 14); i++)
        fwrite(line, 1, sizeof line, i % 2 ? stdout : stderr);
    AT(c, 0, 0) = AT(a, 0, 0) * AT(b, 0, 0);
}
