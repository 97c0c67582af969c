/*
 * The k-th smallest of some numbers, and what their order is like afterwards. Where the case has no
 * numbers, it has a kind of array and how long it is.
 */
#include <stdlib.h>
#include <string.h>

#include "driver.h"
#include "percentile.h"

/* Arrays that are hard on a careless search: rising, falling, all equal. */
static matrix long_array(arena *a)
{
    const char *kind = case_text("kind");
    int n = (int)case_number("n");
    matrix numbers = matrix_new(a, n, 1);
    for (int i = 0; i < n; i++)
        numbers.data[i] = (real)(strcmp(kind, "rising") == 0    ? i
                                 : strcmp(kind, "falling") == 0 ? n - i
                                                                : 5);
    return numbers;
}

static int compare(const void *left, const void *right)
{
    real a = *(const real *)left, b = *(const real *)right;
    return (a > b) - (a < b);
}

static matrix sorted(arena *a, matrix numbers)
{
    matrix copy = matrix_new(a, numbers.rows, 1);
    matrix_copy(copy, numbers);
    qsort(copy.data, (size_t)copy.rows, sizeof *copy.data, compare);
    return copy;
}

void run_case(arena *a)
{
    matrix numbers = case_has("numbers") ? case_matrix(a, "numbers") : long_array(a);
    matrix before = sorted(a, numbers);
    int n = numbers.rows, k = (int)case_number("k"), misplaced = 0, changed = 0;
    real found = select_smallest(numbers.data, (size_t)n, (size_t)k);
    for (int i = 0; i < n; i++)
        misplaced += i < k ? numbers.data[i] > found : numbers.data[i] < found;
    matrix after = sorted(a, numbers);
    for (int i = 0; i < n; i++)
        changed += after.data[i] > before.data[i] || after.data[i] < before.data[i];
    answer_number("found", (double)found);
    answer_number("at_its_place", numbers.data[k] >= found && numbers.data[k] <= found);
    answer_number("misplaced", misplaced);
    answer_number("lost", changed);
}
