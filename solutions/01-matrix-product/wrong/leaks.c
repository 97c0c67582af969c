/* fails: memory
   diagnosis: leak */
#include <stdlib.h>

void matmul_naive(matrix c, matrix a, matrix b)
{
    real *row = malloc((size_t)c.cols * sizeof *row);
    for (int i = 0; i < c.rows; i++) {
        for (int j = 0; j < c.cols; j++) {
            row[j] = 0;
            for (int k = 0; k < a.cols; k++)
                row[j] += AT(a, i, k) * AT(b, k, j);
        }
        memcpy(&AT(c, i, 0), row, (size_t)c.cols * sizeof *row);
    }
}
