#include "transpose.h"

#include <stdbool.h>

enum { SIDE = 4 };
typedef real quad __attribute__((vector_size(SIDE * sizeof(real))));
typedef real quad_at
    __attribute__((vector_size(SIDE * sizeof(real)), aligned(sizeof(real))));

static inline void turn_square(real *to, size_t to_step, const real *from, size_t from_step,
                               bool add)
{
    quad row[SIDE];
    for (int i = 0; i < SIDE; i++)
        row[i] = *(const quad_at *)(from + (size_t)i * from_step);
#pragma GCC unroll 4
    for (int k = 0; k < SIDE; k++) {
        quad turned = {row[0][k], row[1][k], row[2][k], row[3][k]};
        quad_at *there = (quad_at *)(to + (size_t)k * to_step);
        *there = add ? *there + turned : turned;
    }
}

/* What is left at the edges, number by number. */
static void turn_rest(real *to, size_t to_step, const real *from, size_t from_step,
                      int rows, int cols, bool add)
{
    for (int k = 0; k < cols; k++)
        for (int i = 0; i < rows; i++) {
            real *there = to + (size_t)k * to_step + i;
            real number = from[(size_t)i * from_step + (size_t)k];
            *there = add ? *there + number : number;
        }
}

static inline void turn(real *to, size_t to_step, const real *from, size_t from_step,
                        int rows, int cols, bool add)
{
    for (int k = 0; k < cols; k += SIDE)
        for (int i = 0; i < rows; i += SIDE) {
            real *there = to + (size_t)k * to_step + i;
            const real *here = from + (size_t)i * from_step + k;
            int high = rows - i, wide = cols - k;
            if (high >= SIDE && wide >= SIDE)
                turn_square(there, to_step, here, from_step, add);
            else
                turn_rest(there, to_step, here, from_step, high < SIDE ? high : SIDE,
                          wide < SIDE ? wide : SIDE, add);
        }
}

void transpose(real *to, size_t to_step, const real *from, size_t from_step, int rows,
               int cols)
{
    turn(to, to_step, from, from_step, rows, cols, false);
}

void transpose_add(real *to, size_t to_step, const real *from, size_t from_step, int rows,
                   int cols)
{
    turn(to, to_step, from, from_step, rows, cols, true);
}
