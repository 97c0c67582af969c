#include "quantizer.h"

#include "test_numbers.h"
#include "weight_code.h"

Test(quantizer, ranges_by_hand)
{
    static const struct {
        quantizer_kind kind;
        int bits;
        double low, high, scale;
        int zero_point, lowest, highest;
    } rows[] = {
        {SYMMETRIC, 8, -2, 1, 2.0 / 127, 0, -127, 127},
        {SYMMETRIC, 4, -1, 3.5, 0.5, 0, -7, 7},
        {SYMMETRIC, 2, -1, 0.5, 1, 0, -1, 1},
        {SYMMETRIC, 8, 1, 2, 2.0 / 127, 0, -127, 127},
        {ASYMMETRIC, 8, 0, 5.1, 0.02, 0, 0, 255},
        {ASYMMETRIC, 2, -1, 2, 1, 1, 0, 3},
        {ASYMMETRIC, 4, 0.5, 1.5, 0.1, 0, 0, 15},
        {ASYMMETRIC, 4, -1.5, -0.5, 0.1, 15, 0, 15},
        {Q_FORMAT, 8, -1, 0.5, 1.0 / 64, 0, -127, 127},
        {Q_FORMAT, 8, -127.0 / 64, 0, 1.0 / 64, 0, -127, 127},
        {Q_FORMAT, 8, -2, 0, 1.0 / 32, 0, -127, 127},
        {Q_FORMAT, 4, 0, 7, 1, 0, -7, 7},
        {SYMMETRIC, 8, 0, 0, 1, 0, -127, 127},
        {ASYMMETRIC, 8, 0, 0, 1, 0, 0, 255},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        quantizer q = quantizer_new(rows[i].kind, rows[i].bits, rows[i].low, rows[i].high);
        cr_expect(fabs(q.scale / rows[i].scale - 1) < 1e-7 &&
                      q.zero_point == rows[i].zero_point && q.lowest == rows[i].lowest &&
                      q.highest == rows[i].highest && !q.truncates,
                  "row %zu: scale %g, zero point %d, %d to %d", i, q.scale, q.zero_point,
                  q.lowest, q.highest);
    }
}

Test(quantizer, numbers_by_hand)
{
    const quantizer symmetric = {.scale = 0.5, .lowest = -7, .highest = 7};
    const quantizer asymmetric = {.scale = 0.5, .zero_point = 2, .highest = 15};
    const quantizer cut = {.scale = 0.5, .lowest = -7, .highest = 7, .truncates = true};
    static const struct {
        double v;
        int symmetric, asymmetric, cut;
    } rows[] = {
        {0, 0, 2, 0},    {0.24, 0, 2, 0},    {0.26, 1, 3, 0},  {-0.26, -1, 1, 0},
        {0.25, 0, 2, 0}, {0.75, 2, 4, 1},    {1.25, 2, 4, 2},  {-0.75, -2, 0, -1},
        {3.5, 7, 9, 7},  {4, 7, 10, 7},      {1e30, 7, 15, 7}, {-1e30, -7, 0, -7},
        {-1, -2, 0, -2}, {-1.25, -2, 0, -2}, {NAN, -7, 0, -7}, {-INFINITY, -7, 0, -7},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double v = rows[i].v;
        cr_expect(quantize(&symmetric, v) == rows[i].symmetric, "symmetric %g: %d", v,
                  quantize(&symmetric, v));
        cr_expect(quantize(&asymmetric, v) == rows[i].asymmetric, "asymmetric %g: %d", v,
                  quantize(&asymmetric, v));
        cr_expect(quantize(&cut, v) == rows[i].cut, "cut off %g: %d", v, quantize(&cut, v));
    }
    cr_expect(dequantize(&asymmetric, 0) == -1 && dequantize(&asymmetric, 15) == 6.5 &&
                  quantizer_low(&asymmetric) == -1 && quantizer_high(&asymmetric) == 6.5,
              "from %g to %g", quantizer_low(&asymmetric), quantizer_high(&asymmetric));
}

Test(quantizer, reports_needs_one_bit_more_than_it_says)
{
    for (int bits = 2; bits <= 8; bits++) {
        quantizer q = quantizer_report(bits, true);
        cr_expect(quantizer_bits(&q) == bits + 1, "%d bits: %d", bits, quantizer_bits(&q));
        quantizer s = quantizer_new(SYMMETRIC, bits, -1, 1);
        quantizer a = quantizer_new(ASYMMETRIC, bits, -1, 1);
        cr_expect(quantizer_bits(&s) == bits && quantizer_bits(&a) == bits,
                  "%d bits: %d, %d", bits, quantizer_bits(&s), quantizer_bits(&a));
    }
}

/* Half a step at most; 0 is exact; what is on the grid stays where it is. */
Test(quantizer, errors_are_at_most_half_a_step)
{
    enum { COUNT = 1000 };
    arena a = {0};
    rng r = rng_new(3, 0);
    matrix v = random_matrix(&a, 1, COUNT, &r), out = matrix_new(&a, 1, COUNT);
    for (int kind = SYMMETRIC; kind <= Q_FORMAT; kind++)
        for (int bits = 2; bits <= 8; bits++) {
            quantizer q = quantizer_new((quantizer_kind)kind, bits, -1, 1);
            v.data[0] = 0;
            fake_quantize(&q, out.data, v.data, COUNT);
            cr_expect(out.data[0] == 0, "kind %d, %d bits: 0 became %g", kind, bits,
                      (double)out.data[0]);
            double most = 0;
            for (int i = 0; i < COUNT; i++) {
                double there =
                    fmin(fmax((double)v.data[i], quantizer_low(&q)), quantizer_high(&q));
                most = fmax(most, fabs((double)out.data[i] - there));
                real wanted = (real)dequantize(&q, quantize(&q, (double)v.data[i]));
                cr_expect(out.data[i] == wanted,
                          "kind %d, %d bits: %g became %g, wanted %g", kind, bits,
                          (double)v.data[i], (double)out.data[i], (double)wanted);
            }
            cr_expect(most <= q.scale / 2 * 1.0001 && most > q.scale / 2.1,
                      "kind %d, %d bits: off by up to %g with steps of %g", kind, bits,
                      most, q.scale);
            matrix again = matrix_new(&a, 1, COUNT);
            fake_quantize(&q, again.data, out.data, COUNT);
            cr_expect(same_bits(again, out), "kind %d, %d bits: the second time differs",
                      kind, bits);
        }
    arena_free(&a);
}
