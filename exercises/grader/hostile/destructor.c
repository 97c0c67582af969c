/* Wrong, but leaves with status 0 whatever is thought of it.
   points: 0
   reason: wrong */
#include <unistd.h>

__attribute__((destructor)) static void last(void)
{
    _exit(0);
}

void matmul_naive(matrix c, matrix a, matrix b)
{
    AT(c, 0, 0) = AT(a, 0, 0) * AT(b, 0, 0) + 1000;
}
