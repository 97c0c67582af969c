#include "matrix.h"

#include <omp.h>
#include <signal.h>

#include "test_numbers.h"
#include "test_process.h"

static const struct {
    int rows, cols;
} shapes[] = {{1, 1}, {1, 7}, {7, 1}, {3, 5}, {10, 64}, {2, 20000}, {0, 5}, {5, 0}, {0, 0}};
enum { SHAPES = sizeof shapes / sizeof *shapes };

Test(matrix, begins_as_zeros)
{
    arena a = {0};
    matrix m = matrix_new(&a, 3, 4);
    cr_expect(m.rows == 3 && m.cols == 4 && matrix_size(m) == 12, "%d x %d, %zu numbers",
              m.rows, m.cols, matrix_size(m));
    for (size_t i = 0; i < matrix_size(m); i++)
        cr_expect(m.data[i] == 0, "number %zu is %g", i, (double)m.data[i]);
    arena_free(&a);
}

Test(matrix, stores_row_after_row)
{
    arena a = {0};
    matrix m = matrix_new(&a, 3, 4);
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 4; j++)
            cr_expect(&AT(m, i, j) == m.data + 4 * i + j, "(%d, %d) lies elsewhere", i, j);
    arena_free(&a);
}

Test(matrix, narrow_shares_memory)
{
    arena a = {0};
    matrix m = matrix_new(&a, 3, 4), n = matrix_narrow(m, 2), none = matrix_narrow(m, 0);
    cr_expect(n.rows == 3 && n.cols == 2 && n.data == m.data, "%d x %d", n.rows, n.cols);
    cr_expect(&AT(n, 2, 1) == m.data + 5, "a narrow matrix has gaps");
    cr_expect(none.rows == 3 && matrix_size(none) == 0, "%zu numbers", matrix_size(none));
    arena_free(&a);
}

Test(matrix, fill_and_copy)
{
    rng r = rng_new(1, 0);
    for (int s = 0; s < SHAPES; s++) {
        arena a = {0};
        int rows = shapes[s].rows, cols = shapes[s].cols;
        matrix m = random_matrix(&a, rows, cols, &r), copy = matrix_new(&a, rows, cols);
        matrix_copy(copy, m);
        cr_expect(same_bits(copy, m), "%d x %d: a copy differs", rows, cols);
        matrix_copy(m, m);
        cr_expect(same_bits(copy, m), "%d x %d: a copy in place differs", rows, cols);
        matrix_fill(m, (real)-2.5);
        for (size_t i = 0; i < matrix_size(m); i++)
            cr_assert(m.data[i] == (real)-2.5, "%d x %d: number %zu not filled", rows, cols,
                      i);
        arena_free(&a);
    }
}

Test(matrix, add_column_broadcasts)
{
    rng r = rng_new(2, 0);
    for (int s = 0; s < SHAPES; s++) {
        arena a = {0};
        int rows = shapes[s].rows, cols = shapes[s].cols;
        matrix m = random_matrix(&a, rows, cols, &r), b = random_matrix(&a, rows, 1, &r);
        matrix sum = matrix_new(&a, rows, cols);
        matrix_add_column(sum, m, b);
        for (int i = 0; i < rows; i++)
            for (int j = 0; j < cols; j++) {
                real wanted = AT(m, i, j) + b.data[i];
                cr_assert(AT(sum, i, j) == wanted, "%d x %d: (%d, %d) is %g, wanted %g",
                          rows, cols, i, j, (double)AT(sum, i, j), (double)wanted);
            }
        matrix_add_column(m, m, b);
        cr_expect(same_bits(m, sum), "%d x %d: in place it differs", rows, cols);
        arena_free(&a);
    }
}

Test(matrix, sum_columns_adds_to_what_is_there)
{
    static const int widths[] = {0, 1, 2, 15, 16, 17, 31, 33, 1000, 20000};
    rng r = rng_new(3, 0);
    for (size_t w = 0; w < sizeof widths / sizeof *widths; w++) {
        arena a = {0};
        matrix m = random_matrix(&a, 3, widths[w], &r), sums = random_matrix(&a, 3, 1, &r);
        matrix before = copy_of(&a, sums);
        matrix_sum_columns(sums, m);
        for (int i = 0; i < 3; i++) {
            double wanted = (double)before.data[i], size = fabs(wanted);
            for (int j = 0; j < m.cols; j++) {
                wanted += (double)AT(m, i, j);
                size += fabs((double)AT(m, i, j));
            }
            double bound = (m.cols / 16.0 + 20) * real_epsilon() * size;
            cr_expect(fabs((double)sums.data[i] - wanted) <= bound,
                      "%d columns: row %d gives %.9g, wanted %.9g", m.cols, i,
                      (double)sums.data[i], wanted);
        }
        arena_free(&a);
    }
}

Test(matrix, argmax_takes_the_first_of_equals)
{
    real numbers[] = {1, -5, 3, 0, -INFINITY, //
                      2, -4, 3, 0, -1,        //
                      2, -6, 1, 0, -2};
    int wanted[] = {1, 1, 0, 0, 1}, found[5];
    matrix_argmax(found, (matrix){3, 5, numbers});
    for (int j = 0; j < 5; j++)
        cr_expect(found[j] == wanted[j], "column %d: row %d, wanted %d", j, found[j],
                  wanted[j]);
    matrix_argmax(found, (matrix){1, 5, numbers});
    for (int j = 0; j < 5; j++)
        cr_expect(found[j] == 0, "a single row: column %d gives %d", j, found[j]);
}

Test(matrix, column_max_of_some_columns)
{
    rng r = rng_new(4, 0);
    arena a = {0};
    matrix m = random_matrix(&a, 10, 70, &r);
    for (size_t i = 0; i < matrix_size(m); i++)
        m.data[i] -= 2; /* all below 0: a maximum that begins at 0 shows */
    for (int first = 0; first < 70; first += 23) {
        real largest[24];
        int count = 70 - first < 23 ? 70 - first : 23;
        largest[count] = 7;
        matrix_column_max(largest, m, first, count);
        cr_expect(largest[count] == 7, "from %d: wrote beyond %d numbers", first, count);
        for (int j = 0; j < count; j++) {
            real wanted = AT(m, 0, first + j);
            for (int i = 1; i < 10; i++)
                wanted = AT(m, i, first + j) > wanted ? AT(m, i, first + j) : wanted;
            cr_expect(largest[j] == wanted, "column %d: %g, wanted %g", first + j,
                      (double)largest[j], (double)wanted);
        }
    }
    arena_free(&a);
}

Test(matrix, same_bits_with_any_number_of_threads)
{
    rng r = rng_new(5, 0);
    arena a = {0};
    matrix m = random_matrix(&a, 7, 4001, &r), b = random_matrix(&a, 7, 1, &r);
    matrix added[3], sums[3];
    for (int n = 0; n < 3; n++) {
        omp_set_num_threads(1 << n);
        added[n] = matrix_new(&a, 7, 4001);
        sums[n] = matrix_new(&a, 7, 1);
        matrix_add_column(added[n], m, b);
        matrix_sum_columns(sums[n], m);
        cr_expect(same_bits(added[n], added[0]), "add_column: %d threads", 1 << n);
        cr_expect(same_bits(sums[n], sums[0]), "sum_columns: %d threads", 1 << n);
    }
    arena_free(&a);
}

static void copy_wrong(const void *shape)
{
    (void)shape;
    matrix_copy((matrix){2, 3, NULL}, (matrix){3, 2, NULL});
}

static void add_wrong_bias(const void *shape)
{
    (void)shape;
    matrix_add_column((matrix){2, 3, NULL}, (matrix){2, 3, NULL}, (matrix){3, 1, NULL});
}

static void add_row_as_bias(const void *shape)
{
    (void)shape;
    matrix_add_column((matrix){2, 3, NULL}, (matrix){2, 3, NULL}, (matrix){2, 3, NULL});
}

static void sum_into_row(const void *shape)
{
    (void)shape;
    matrix_sum_columns((matrix){1, 2, NULL}, (matrix){2, 3, NULL});
}

static void narrow_to_more(const void *shape)
{
    (void)shape;
    matrix_narrow((matrix){2, 3, NULL}, 4);
}

Test(matrix, stops_at_shapes_that_do_not_fit)
{
    static const struct {
        const char *row;
        void (*call)(const void *);
        const char *message;
    } rows[] = {
        {"copy", copy_wrong, "shapes 2 x 3 and 3 x 2"},
        {"long bias", add_wrong_bias, "a bias of 3 x 1 for 2 rows"},
        {"wide bias", add_row_as_bias, "a bias of 2 x 3 for 2 rows"},
        {"sum", sum_into_row, "sums of 2 rows into 1 x 2"},
        {"narrow", narrow_to_more, "4 columns of 3"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        outcome o = outcome_of(rows[i].call, NULL);
        cr_expect(o.status == 128 + SIGABRT, "%s: status %d", rows[i].row, o.status);
        cr_expect(strstr(o.err, rows[i].message) != NULL, "%s: said [%s]", rows[i].row,
                  o.err);
    }
}
