/* Uses no processor time at all.
   points: 0
   reason: not done after 2 seconds */
#include <unistd.h>

void matmul_naive(matrix c, matrix a, matrix b)
{
    for (int i = 0; i < 100; i++)
        sleep(1);
    AT(c, 0, 0) = AT(a, 0, 0) * AT(b, 0, 0);
}
