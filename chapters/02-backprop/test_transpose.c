#include "transpose.h"

#include <criterion/criterion.h>

enum { LARGEST = 11, STEP = LARGEST + 2, ROOM = LARGEST * STEP };

/* Around what is turned, nothing is touched. */
static void check(int rows, int cols, bool add)
{
    real from[ROOM], to[ROOM], before[ROOM];
    for (int n = 0; n < ROOM; n++) {
        from[n] = (real)(1 + n);
        to[n] = before[n] = (real)(1000 * n);
    }
    (add ? transpose_add : transpose)(to, STEP, from, STEP, rows, cols);
    for (int k = 0; k < LARGEST; k++)
        for (int i = 0; i < STEP; i++) {
            real wanted = before[k * STEP + i];
            if (k < cols && i < rows)
                wanted = (add ? wanted : 0) + from[i * STEP + k];
            cr_assert(to[k * STEP + i] == wanted, "%d x %d%s: (%d, %d) is %g, wanted %g",
                      rows, cols, add ? ", added" : "", k, i, (double)to[k * STEP + i],
                      (double)wanted);
        }
}

Test(transpose, of_every_small_shape)
{
    for (int rows = 0; rows <= LARGEST; rows++)
        for (int cols = 0; cols <= LARGEST; cols++) {
            check(rows, cols, false);
            check(rows, cols, true);
        }
}
