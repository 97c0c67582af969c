/* points: 0
   reason: not done after 2 seconds */
#include <signal.h>

void matmul_naive(matrix c, matrix a, matrix b)
{
    raise(SIGSTOP);
    AT(c, 0, 0) = AT(a, 0, 0) * AT(b, 0, 0);
}
