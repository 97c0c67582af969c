/*
 * The k-th smallest of some numbers, and what their order is like afterwards. Where the case has no
 * numbers, it has a kind of array and how long it is.
 */
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

/* The sums of the first and second powers. Exact, of the numbers that are asked: so they tell whether
 * the same numbers are still there, without sorting them. */
static void power_sums(matrix numbers, double sums[2])
{
    sums[0] = sums[1] = 0;
    for (int i = 0; i < numbers.rows; i++) {
        double number = (double)numbers.data[i];
        sums[0] += number;
        sums[1] += number * number;
    }
}

void run_case(arena *a)
{
    matrix numbers = case_has("numbers") ? case_matrix(a, "numbers") : long_array(a);
    int n = numbers.rows, k = (int)case_number("k"), misplaced = 0;
    double before[2], after[2];
    power_sums(numbers, before);
    real found = select_smallest(numbers.data, (size_t)n, (size_t)k);
    for (int i = 0; i < n; i++)
        misplaced += i < k ? numbers.data[i] > found : numbers.data[i] < found;
    power_sums(numbers, after);
    answer_number("found", (double)found);
    answer_number("at_its_place", numbers.data[k] >= found && numbers.data[k] <= found);
    answer_number("misplaced", misplaced);
    answer_number("lost", after[0] != before[0] || after[1] != before[1]);
}
