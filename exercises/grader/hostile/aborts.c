/* points: 0
   reason: aborted */
#include <stdlib.h>

void matmul_naive(matrix c, matrix a, matrix b)
{
    if (c.rows + a.rows + b.rows > 0)
        abort();
}
