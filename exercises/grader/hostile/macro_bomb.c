/* Three billion numbers, if the compiler is let.
   points: 0
   reason: does not compile */
#define A(x) x, x, x, x, x, x, x, x
#define B(x) A(A(A(A(x))))
static const int many[] = {B(B(A(A(A(1)))))};

void matmul_naive(matrix c, matrix a, matrix b)
{
    AT(c, 0, 0) = AT(a, 0, 0) * AT(b, 0, 0) + (real)many[1];
}
