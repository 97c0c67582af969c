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
    for (int i = 0; i < scores.rows; i++)
        for (int j = 0; j < scores.cols; j++) {
            int first = j / GROUP_OF * GROUP_OF, before = 0;
            for (int k = first; k < first + group_size(scores.cols, first); k++)
                before += AT(scores, i, k) > AT(scores, i, j) ||
                          (AT(scores, i, k) == AT(scores, i, j) && k < j);
            keep[(size_t)i * (size_t)scores.cols + (size_t)j] = before < KEPT_OF;
        }
}

two_of_four two_of_four_new(arena *a, matrix w)
{
    two_of_four s = {.rows = w.rows, .cols = w.cols};
    s.groups = (w.cols + GROUP_OF - 1) / GROUP_OF;
    size_t count = (size_t)w.rows * (size_t)s.groups;
    s.value = arena_alloc(a, count * KEPT_OF, sizeof *s.value);
    s.place = arena_alloc(a, count, sizeof *s.place);
    for (size_t n = 0; n < count; n++) {
        int i = (int)n / s.groups, first = (int)n % s.groups * GROUP_OF, found = 0;
        for (int k = 0; k < group_size(w.cols, first); k++) {
            if (AT(w, i, first + k) == 0)
                continue;
            CHECK(found < KEPT_OF, "row %d, columns %d and on: too many weights", i, first);
            s.value[n * KEPT_OF + (size_t)found] = AT(w, i, first + k);
            s.place[n] |= (uint8_t)(k << 2 * found++);
        }
    }
    return s;
}

void two_of_four_times_vector(matrix y, const two_of_four *w, matrix x)
{
    const real *value = w->value;
    const uint8_t *place = w->place;
    for (int i = 0; i < w->rows; i++) {
        real sum = 0;
        for (int g = 0; g < w->groups; g++, value += KEPT_OF, place++) {
            const real *group = x.data + (size_t)g * GROUP_OF;
            sum += value[0] * group[*place & 3] + value[1] * group[*place >> 2 & 3];
        }
        y.data[i] = sum;
    }
}
