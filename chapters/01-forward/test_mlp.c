#include "mlp.h"

#include "test_numbers.h"
#include "test_oracle.h"

Test(mlp, has_the_parameters_of_the_report)
{
    arena memory = {0};
    rng r = rng_new(1, 0);
    mlp net = mlp_new(&memory, 784, 10, 10, &r);
    cr_expect(mlp_parameters(&net) == 7960, "%zu", mlp_parameters(&net));
    arena_free(&memory);
}

Test(mlp, begins_uniform_in_half)
{
    arena memory = {0};
    rng r = rng_new(1, 0);
    mlp net = mlp_new(&memory, 784, 10, 10, &r);
    matrix all[] = {net.w1, net.b1, net.w2, net.b2};
    double sum = 0, squares = 0;
    for (int m = 0; m < 4; m++)
        for (size_t i = 0; i < matrix_size(all[m]); i++) {
            double w = (double)all[m].data[i];
            cr_assert(w >= -0.5 && w <= 0.5, "matrix %d, number %zu is %g", m, i, w);
            cr_assert(w != 0, "matrix %d, number %zu was not drawn", m, i);
            sum += w;
            squares += w * w;
        }
    /* Means of 7,960 numbers: five standard deviations of theirs are allowed. */
    cr_expect(fabs(sum / 7960) < 5 * sqrt(1.0 / 12 / 7960), "mean %g", sum / 7960);
    cr_expect(fabs(squares / 7960 - 1.0 / 12) < 5 * sqrt(1.0 / 180 / 7960), "variance %g",
              squares / 7960);
    arena_free(&memory);
}

Test(mlp, same_seed_same_weights)
{
    arena memory = {0};
    rng r1 = rng_new(7, 0), r2 = rng_new(7, 0), r3 = rng_new(8, 0);
    mlp a = mlp_new(&memory, 20, 5, 3, &r1), b = mlp_new(&memory, 20, 5, 3, &r2);
    mlp c = mlp_new(&memory, 20, 5, 3, &r3);
    cr_expect(same_bits(a.w1, b.w1) && same_bits(a.b1, b.b1) && same_bits(a.w2, b.w2) &&
                  same_bits(a.b2, b.b2),
              "the same seed gives other weights");
    cr_expect(!same_bits(a.w1, c.w1), "another seed gives the same weights");
    arena_free(&memory);
}

Test(mlp, forward_as_numpy)
{
    arena memory = {0};
    tensor_file f = oracle_read("01-forward", "mlp.safetensors");
    mlp net = {oracle_matrix(&memory, &f, "w1"), oracle_matrix(&memory, &f, "b1"),
               oracle_matrix(&memory, &f, "w2"), oracle_matrix(&memory, &f, "b2")};
    matrix x = oracle_matrix(&memory, &f, "x");
    matrix hidden = matrix_new(&memory, net.w1.rows, x.cols);
    matrix p = matrix_new(&memory, net.w2.rows, x.cols);
    mlp_forward(&net, x, hidden, p);
    double tolerance = 8 * real_epsilon();
    double off = relative_distance(hidden, oracle_matrix(&memory, &f, "a1"));
    cr_expect(off < tolerance, "hidden layer: relative error %g", off);
    off = relative_distance(p, oracle_matrix(&memory, &f, "p"));
    cr_expect(off < tolerance, "probabilities: relative error %g", off);
    tensor_file_free(&f);
    arena_free(&memory);
}
