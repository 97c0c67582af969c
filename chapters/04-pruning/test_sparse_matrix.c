#include "sparse_columns.h"
#include "sparse_matrix.h"

#include <omp.h>

#include "dense_vector.h"
#include "matmul.h"
#include "test_numbers.h"

/* Whole numbers, so that sums are exact in any order, of which `percent` of a hundred are 0. */
static matrix with_zeros(arena *a, int rows, int cols, int percent, rng *r)
{
    matrix m = whole_matrix(a, rows, cols, r);
    for (size_t i = 0; i < matrix_size(m); i++)
        if ((int)rng_below(r, 100) < percent)
            m.data[i] = 0;
    return m;
}

static const struct {
    int rows, cols;
} shapes[] = {{1, 1}, {3, 5}, {8, 16}, {17, 33}, {100, 300}, {10, 784}, {16, 9 * 8}};

Test(sparse_matrix, products_are_those_of_the_whole_matrix)
{
    static const int percents[] = {0, 50, 92, 100}, batches[] = {1, 2, 63, 64, 130};
    rng r = rng_new(1, 0);
    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++)
        for (int p = 0; p < 4; p++)
            for (int b = 0; b < 5; b++) {
                arena memory = {0};
                int rows = shapes[s].rows, cols = shapes[s].cols, m = batches[b];
                matrix w = with_zeros(&memory, rows, cols, percents[p], &r);
                matrix x = with_zeros(&memory, cols, m, 50, &r);
                matrix wanted = matrix_new(&memory, rows, m);
                matrix y = matrix_new(&memory, rows, m);
                matmul_naive(wanted, w, x);
                sparse_matrix csr = sparse_matrix_new(&memory, w);
                matrix_fill(y, 9);
                sparse_times_matrix(y, &csr, x);
                cr_expect(same_bits(y, wanted), "%d x %d, %d %% zeros, %d columns", rows,
                          cols, percents[p], m);
                arena_free(&memory);
            }
}

Test(sparse_matrix, products_with_a_vector)
{
    static const int percents[] = {0, 50, 92, 100};
    rng r = rng_new(2, 0);
    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++)
        for (int p = 0; p < 4; p++) {
            arena memory = {0};
            int rows = shapes[s].rows, cols = shapes[s].cols;
            matrix w = with_zeros(&memory, rows, cols, percents[p], &r);
            matrix x = with_zeros(&memory, cols, 1, 60, &r);
            matrix wanted = matrix_new(&memory, rows, 1), y = copy_of(&memory, wanted);
            matmul_naive(wanted, w, x);
            sparse_matrix csr = sparse_matrix_new(&memory, w);
            sparse_columns columns = sparse_columns_new(&memory, &csr);
            matrix_fill(y, 9);
            sparse_times_vector(y, &csr, x);
            cr_expect(same_bits(y, wanted), "rows, %d x %d, %d %%", rows, cols,
                      percents[p]);
            for (int twice = 0; twice < 2; twice++) { /* its scratch is used again */
                matrix_fill(y, 9);
                sparse_columns_times_vector(y, &columns, x);
                cr_expect(same_bits(y, wanted), "columns, %d x %d, %d %%", rows, cols,
                          percents[p]);
            }
            matrix_fill(y, 9);
            dense_times_vector(y, w, x);
            cr_expect(same_bits(y, wanted), "dense, %d x %d, %d %%", rows, cols,
                      percents[p]);
            arena_free(&memory);
        }
}

/* Not only whole numbers: within the rounding of sums. */
Test(sparse_matrix, products_of_any_numbers)
{
    arena memory = {0};
    rng r = rng_new(3, 0);
    matrix w = random_matrix(&memory, 30, 200, &r), x = random_matrix(&memory, 200, 1, &r);
    for (size_t i = 0; i < matrix_size(w); i += 3)
        w.data[i] = 0;
    matrix wanted = matrix_new(&memory, 30, 1), y = copy_of(&memory, wanted);
    matmul_naive(wanted, w, x);
    sparse_matrix csr = sparse_matrix_new(&memory, w);
    sparse_columns columns = sparse_columns_new(&memory, &csr);
    for (int kind = 0; kind < 3; kind++) {
        if (kind == 0)
            sparse_times_vector(y, &csr, x);
        else if (kind == 1)
            sparse_columns_times_vector(y, &columns, x);
        else
            dense_times_vector(y, w, x);
        double off = relative_distance(y, wanted);
        cr_expect(off < 20 * real_epsilon(), "kind %d is off by %g", kind, off);
    }
    arena_free(&memory);
}

/* Entries are where they should be, -0 among them. */
Test(sparse_matrix, has_an_entry_for_all_but_0)
{
    arena memory = {0};
    matrix m = matrix_new(&memory, 3, 4);
    AT(m, 0, 3) = 2;
    AT(m, 2, 0) = (real)-0.0;
    AT(m, 2, 2) = -1;
    sparse_matrix w = sparse_matrix_new(&memory, m);
    static const int start[] = {0, 1, 1, 3}, column[] = {3, 0, 2};
    for (int i = 0; i < 4; i++)
        cr_expect(w.start[i] == start[i], "row %d begins at %d", i, w.start[i]);
    for (int k = 0; k < 3; k++)
        cr_expect(w.column[k] == column[k], "entry %d is in column %d", k, w.column[k]);
    cr_expect(w.value[0] == 2 && signbit(w.value[1]) && w.value[2] == -1, "other values");
    cr_expect(stored_count(m) == 3, "%zu are stored", stored_count(m));
    arena_free(&memory);
}

/* A block for eight rows of a column that are not all 0; the shortest column first. */
Test(sparse_matrix, has_blocks_only_where_something_is)
{
    arena memory = {0};
    matrix m = matrix_new(&memory, 20, 3);
    AT(m, 1, 0) = AT(m, 7, 0) = AT(m, 19, 0) = AT(m, 8, 2) = 1;
    sparse_matrix csr = sparse_matrix_new(&memory, m);
    sparse_columns w = sparse_columns_new(&memory, &csr);
    static const int column[] = {2, 0}, start[] = {0, 1, 3}, place[] = {1, 0, 2};
    cr_assert(w.used == 2, "%d columns are not empty", w.used);
    for (int n = 0; n < 3; n++)
        cr_expect(w.start[n] == start[n], "list %d begins at %d", n, w.start[n]);
    for (int n = 0; n < 2; n++)
        cr_expect(w.column[n] == column[n], "list %d is column %d", n, w.column[n]);
    for (int k = 0; k < 3; k++)
        cr_expect(w.place[k] == place[k], "block %d is at %d", k, w.place[k]);
    arena_free(&memory);
}

Test(sparse_matrix, same_bits_with_any_number_of_threads)
{
    arena memory = {0};
    rng r = rng_new(4, 0);
    matrix w = random_matrix(&memory, 40, 90, &r), x = random_matrix(&memory, 90, 500, &r);
    sparse_matrix csr = sparse_matrix_new(&memory, w);
    matrix alone = matrix_new(&memory, 40, 500), y = copy_of(&memory, alone);
    omp_set_num_threads(1);
    sparse_times_matrix(alone, &csr, x);
    for (int threads = 2; threads <= 4; threads++) {
        omp_set_num_threads(threads);
        sparse_times_matrix(y, &csr, x);
        cr_expect(same_bits(y, alone), "%d threads", threads);
    }
    arena_free(&memory);
}
