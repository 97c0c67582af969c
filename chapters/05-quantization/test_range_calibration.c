/* variant: double */
#include "range_calibration.h"

#include "codebook.h"
#include "test_numbers.h"
#include "test_oracle.h"

enum { COUNT = 2000 };

static matrix normal_numbers(arena *a, uint64_t seed)
{
    rng r = rng_new(seed, 0);
    matrix v = matrix_new(a, 1, COUNT);
    for (int i = 0; i < COUNT; i++)
        v.data[i] = (real)rng_normal(&r);
    return v;
}

Test(range_calibration, min_max_clips_nothing)
{
    real v[] = {1, -3, 2.5f, 0}, scratch[4];
    range_calibration how = {MIN_MAX, 50};
    quantizer q = calibrate_quantizer(ASYMMETRIC, 8, &how, v, 4, scratch);
    cr_expect(fabs(quantizer_low(&q) + 3) < q.scale &&
                  fabs(quantizer_high(&q) - 2.5) < q.scale,
              "from %g to %g", quantizer_low(&q), quantizer_high(&q));
    q = calibrate_quantizer(SYMMETRIC, 8, &how, v, 4, scratch);
    cr_expect(fabs(quantizer_high(&q) - 3) < 1e-6, "to %g", quantizer_high(&q));
    q = calibrate_quantizer(SYMMETRIC, 8, &how, v, 0, scratch);
    cr_expect(q.scale == 1, "no numbers: scale %g", q.scale);
}

Test(range_calibration, percentiles_are_numpys)
{
    arena a = {0};
    tensor_file f = oracle_read("05-quantization", "ranges.safetensors");
    matrix v = oracle_matrix(&a, &f, "values");
    real *scratch = arena_alloc(&a, matrix_size(v), sizeof *scratch);
    for (int p = 90; p <= 99; p += 9) {
        matrix wanted = oracle_matrix(&a, &f, p == 90 ? "percentile.90" : "percentile.99");
        double low = (double)wanted.data[0], high = (double)wanted.data[1];
        range_calibration how = {PERCENTILE, p};
        quantizer q =
            calibrate_quantizer(ASYMMETRIC, 8, &how, v.data, matrix_size(v), scratch);
        cr_expect(fabs(q.scale * 255 - (high - low)) < 1e-6, "%d: a range of %g, wanted %g",
                  p, q.scale * 255, high - low);
        q = calibrate_quantizer(SYMMETRIC, 8, &how, v.data, matrix_size(v), scratch);
        cr_expect(fabs(quantizer_high(&q) - fmax(-low, high)) < 1e-6, "%d: to %g", p,
                  quantizer_high(&q));
    }
    tensor_file_free(&f);
    arena_free(&a);
}

/* An outlier decides min-max, hardly moves a percentile, and is given up by mse where bits are
   few. */
Test(range_calibration, an_outlier)
{
    arena a = {0};
    matrix v = normal_numbers(&a, 4);
    real *scratch = arena_alloc(&a, COUNT, sizeof *scratch);
    v.data[17] = 40;
    range_calibration min_max = {MIN_MAX, 0}, percent = {PERCENTILE, 99},
                      mse = {.kind = MEAN_SQUARED_ERROR};
    quantizer q = calibrate_quantizer(SYMMETRIC, 4, &min_max, v.data, COUNT, scratch);
    cr_expect(fabs(quantizer_high(&q) - 40) < 1e-5, "min-max to %g", quantizer_high(&q));
    double off = quantization_error(&q, v.data, COUNT);
    q = calibrate_quantizer(SYMMETRIC, 4, &percent, v.data, COUNT, scratch);
    cr_expect(quantizer_high(&q) > 1.5 && quantizer_high(&q) < 4, "percentile to %g",
              quantizer_high(&q));
    q = calibrate_quantizer(SYMMETRIC, 4, &mse, v.data, COUNT, scratch);
    cr_expect(quantizer_high(&q) < 20 && quantization_error(&q, v.data, COUNT) < off,
              "mse to %g, error %g, min-max had %g", quantizer_high(&q),
              quantization_error(&q, v.data, COUNT), off);
    arena_free(&a);
}

Test(range_calibration, mse_is_the_best_of_all_shares)
{
    arena a = {0};
    matrix v = normal_numbers(&a, 5);
    real *scratch = arena_alloc(&a, COUNT, sizeof *scratch);
    range_calibration min_max = {MIN_MAX, 0}, mse = {MEAN_SQUARED_ERROR, 0};
    for (int bits = 2; bits <= 8; bits++) {
        quantizer all =
            calibrate_quantizer(SYMMETRIC, bits, &min_max, v.data, COUNT, scratch);
        quantizer best = calibrate_quantizer(SYMMETRIC, bits, &mse, v.data, COUNT, scratch);
        double found = quantization_error(&best, v.data, COUNT);
        for (int share = 1; share <= 50; share++) {
            double end = quantizer_high(&all) * share / 50;
            quantizer q = quantizer_new(SYMMETRIC, bits, -end, end);
            cr_expect(quantization_error(&q, v.data, COUNT) >= found * (1 - 1e-6),
                      "%d bits: %g at share %d, found %g", bits,
                      quantization_error(&q, v.data, COUNT), share, found);
        }
    }
    arena_free(&a);
}

/* Without clipping, rounding's error is spread evenly over a step: scale^2 / 12. */
Test(range_calibration, error_of_a_fine_grid_is_a_twelfth_of_the_step_squared)
{
    arena a = {0};
    matrix v = normal_numbers(&a, 6);
    quantizer q = quantizer_new(SYMMETRIC, 8, -5, 5);
    double ratio = quantization_error(&q, v.data, COUNT) / (q.scale * q.scale / 12);
    cr_expect(ratio > 0.9 && ratio < 1.1, "%g of scale^2 / 12", ratio);
    arena_free(&a);
}

Test(codebook, k_means_is_numpys)
{
    arena a = {0};
    tensor_file f = oracle_read("05-quantization", "ranges.safetensors");
    matrix v = oracle_matrix(&a, &f, "values");
    static const char *const keys[] = {"k-means.2", "k-means.3", "k-means.4"};
    for (int bits = 2; bits <= 4; bits++) {
        matrix wanted = oracle_matrix(&a, &f, keys[bits - 2]);
        codebook b = codebook_k_means(bits, v.data, matrix_size(v));
        cr_assert(b.size == 1 << bits, "%d levels", b.size);
        for (int k = 0; k < b.size; k++)
            cr_expect(fabs((double)(b.levels[k] - wanted.data[k])) < 1e-9,
                      "%d bits, level %d: %.9g, wanted %.9g", bits, k, (double)b.levels[k],
                      (double)wanted.data[k]);
    }
    tensor_file_free(&f);
    arena_free(&a);
}

Test(codebook, powers_by_hand)
{
    real v[] = {0.3f, -0.9f, 0.01f};
    codebook b = codebook_powers_of_two(3, v, 3); /* the largest is near 1 = 2^0 */
    static const double wanted[] = {-1, -0.5, -0.25, 0, 0.25, 0.5, 1};
    cr_assert(b.size == 7, "%d levels", b.size);
    for (int k = 0; k < 7; k++)
        cr_expect((double)b.levels[k] == wanted[k], "level %d: %g", k, (double)b.levels[k]);
}

Test(codebook, nearest_is_nearest)
{
    arena a = {0};
    matrix v = normal_numbers(&a, 7);
    codebook b = codebook_k_means(4, v.data, COUNT);
    for (int i = 0; i < COUNT; i++) {
        int best = 0;
        for (int k = 1; k < b.size; k++)
            if (fabs((double)(v.data[i] - b.levels[k])) <
                fabs((double)(v.data[i] - b.levels[best])))
                best = k;
        cr_expect(codebook_nearest(&b, v.data[i]) == best, "%g: %d, wanted %d",
                  (double)v.data[i], codebook_nearest(&b, v.data[i]), best);
    }
    arena_free(&a);
}
