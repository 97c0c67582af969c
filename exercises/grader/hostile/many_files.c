/* Opens files up to 5000 and closes none.
   points: 0
   reason: wrong
   prints: few files */
#include <fcntl.h>
#include <stdio.h>

void matmul_naive(matrix c, matrix a, matrix b)
{
    int count = 0;
    while (count < 5000 && open("/dev/null", O_RDONLY) >= 0)
        count++;
    puts(count < 100 ? "few files" : "many files");
    AT(c, 0, 0) = AT(a, 0, 0) * AT(b, 0, 0) + 1000;
}
