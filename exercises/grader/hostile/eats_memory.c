/* Takes what it gets, piece by piece, up to 4 GB.
   points: 0
   reason: crashed
   prints: no more */
#include <stdio.h>
#include <stdlib.h>

void matmul_naive(matrix c, matrix a, matrix b)
{
    size_t piece = (size_t)1 << 26;
    for (int i = 0; i < 64; i++) {
        char *memory = malloc(piece);
        if (memory == NULL) {
            puts("no more");
            fflush(stdout);
            abort();
        }
        memory[piece / 2] = 1;
    }
    AT(c, 0, 0) = AT(a, 0, 0) * AT(b, 0, 0);
}
