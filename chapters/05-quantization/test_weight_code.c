/* variant: double */
#include "weight_code.h"

#include <stdio.h>

#include "test_numbers.h"
#include "test_oracle.h"

/* PyTorch's scales are 32-bit numbers, as ours are. */
Test(weight_code, rounds_as_pytorch_does)
{
    static const struct {
        const char *name;
        scheme scheme;
    } rows[] = {{"symmetric", SCHEME_SYMMETRIC}, {"asymmetric", SCHEME_ASYMMETRIC}};
    arena a = {0};
    tensor_file f = oracle_read("05-quantization", "fake_quantization.safetensors");
    matrix v = oracle_matrix(&a, &f, "values"), out = matrix_new(&a, v.rows, v.cols);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (int bits = 8; bits >= 2; bits /= 2) {
            char key[64];
            snprintf(key, sizeof key, "%s.%d.rounded", rows[i].name, bits);
            matrix wanted = oracle_matrix(&a, &f, key);
            coding how = {rows[i].scheme, bits, true, {MIN_MAX, 100}};
            weight_code c = weight_code_new(&a, &how, v);
            weight_code_round(&c, out, v);
            cr_expect(c.groups == v.rows, "%d groups", c.groups);
            for (size_t k = 0; k < matrix_size(v); k++)
                cr_expect(fabs((double)(out.data[k] - wanted.data[k])) < 1e-6,
                          "%s, number %zu: %g became %g, wanted %g", key, k,
                          (double)v.data[k], (double)out.data[k], (double)wanted.data[k]);
        }
    tensor_file_free(&f);
    arena_free(&a);
}

static bool same_numbers(matrix a, matrix b)
{
    for (size_t k = 0; k < matrix_size(a); k++)
        if ((float)a.data[k] != (float)b.data[k])
            return false;
    return true;
}

Test(weight_code, is_written_and_read_back)
{
    arena a = {0};
    rng r = rng_new(1, 0);
    matrix w = random_matrix(&a, 6, 35, &r), rounded = matrix_new(&a, 6, 35);
    matrix back = matrix_new(&a, 6, 35);
    int *codes = arena_alloc(&a, matrix_size(w), sizeof *codes);
    for (int of = 0; of < SCHEMES; of++)
        for (int bits = 2; bits <= 8; bits++)
            for (int per_channel = 0; per_channel <= 1; per_channel++) {
                coding how = {(scheme)of, bits, per_channel, {MIN_MAX, 100}};
                weight_code c = weight_code_new(&a, &how, w);
                weight_code_round(&c, rounded, w);
                weight_code_write(&c, codes, w);
                weight_code_read(&c, back, codes);
                cr_expect(same_numbers(back, rounded), "%s, %d bits: other numbers",
                          scheme_names[of], bits);
                int wanted = of == SCHEME_REPORT || of == SCHEME_ROUNDED ? bits + 1 : bits;
                cr_expect(weight_code_bits(&c) == wanted, "%s, %d bits: %d bits",
                          scheme_names[of], bits, weight_code_bits(&c));
                bool apart = per_channel && of >= SCHEME_SYMMETRIC && of <= SCHEME_Q_FORMAT;
                cr_expect(c.groups == (apart ? w.rows : 1), "%s: %d groups",
                          scheme_names[of], c.groups);
            }
    arena_free(&a);
}

/* Each step of the chapter pays: on weights of rows with different ranges, the error falls. */
Test(weight_code, each_step_makes_the_error_smaller)
{
    arena a = {0};
    rng r = rng_new(2, 0);
    matrix w = matrix_new(&a, 8, 200), out = matrix_new(&a, 8, 200);
    for (int i = 0; i < w.rows; i++)
        for (int k = 0; k < w.cols; k++)
            AT(w, i, k) = (real)(0.02 * (1 + i) * rng_normal(&r));
    static const coding steps[] = {
        {SCHEME_REPORT, 4, false, {MIN_MAX, 0}},
        {SCHEME_ROUNDED, 4, false, {MIN_MAX, 0}},
        {SCHEME_SYMMETRIC, 5, false, {MIN_MAX, 0}}, /* bits that the grid takes as well */
        {SCHEME_SYMMETRIC, 5, false, {MEAN_SQUARED_ERROR, 0}},
        {SCHEME_SYMMETRIC, 5, true, {MEAN_SQUARED_ERROR, 0}},
    };
    double last = INFINITY;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        weight_code c = weight_code_new(&a, &steps[i], w);
        weight_code_round(&c, out, w);
        double off = 0;
        for (size_t k = 0; k < matrix_size(w); k++)
            off += pow((double)(w.data[k] - out.data[k]), 2);
        cr_expect(off < last, "step %zu: %g, before %g", i, off, last);
        last = off;
    }
    arena_free(&a);
}
