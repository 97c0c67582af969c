#include "two_of_four.h"

#include "error.h"

/* How many numbers the group that begins in this column has. */
static int group_size(int cols, int first)
{
    return cols - first < GROUP_OF ? cols - first : GROUP_OF;
}

/* A weight is kept if fewer than two of its group come before it. */
void two_of_four_mask(uint8_t *keep, matrix scores)
{
    /* Your code here. */
}

two_of_four two_of_four_new(arena *a, matrix w)
{
    /* Your code here. */
    return (two_of_four){.rows = w.rows, .cols = w.cols};
}

void two_of_four_times_vector(matrix y, const two_of_four *w, matrix x)
{
    /* Your code here. */
}
