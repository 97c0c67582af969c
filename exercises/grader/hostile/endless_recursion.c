/* points: 0
   reason: crashed */
static int deeper(int depth)
{
    volatile char frame[1000];
    frame[depth % 1000] = 1;
    return deeper(depth + 1) + frame[0];
}

void matmul_naive(matrix c, matrix a, matrix b)
{
    AT(c, 0, 0) = (real)deeper(a.rows + b.rows);
}
