#include "integer_kernel.h"

#include "integer_network.h"
#include "test_numbers.h"

Test(integer_kernel, requantizes_to_the_nearest)
{
    static const struct {
        int32_t sum, multiplier;
        int shift;
        int32_t wanted;
    } rows[] = {
        {10, 1, 2, 3},   /* 2.5 goes up */
        {-10, 1, 2, -2}, /* so does -2.5 */
        {11, 1, 2, 3},
        {-11, 1, 2, -3},
        {9, 1, 2, 2},
        {-9, 1, 2, -2},
        {0, 8388608, 30, 0},
        {1 << 27, (1 << 24) - 1, 24, 134217720},
        {-(1 << 27), (1 << 24) - 1, 24, -134217720},
        {(1 << 28) - 1, (1 << 24) - 1, 52, 1},
        {-(1 << 28) + 1, (1 << 24) - 1, 52, -1},
        {(1 << 28) - 1, 0, 1, 0},
        {3, 1 << 23, 23, 3},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int32_t got = requantize(rows[i].sum, rows[i].multiplier, rows[i].shift);
        cr_expect(got == rows[i].wanted, "%d * %d / 2^%d: %d, wanted %d", rows[i].sum,
                  rows[i].multiplier, rows[i].shift, got, rows[i].wanted);
    }
}

Test(integer_kernel, multiplier_and_shift_stand_for_the_number)
{
    rng r = rng_new(2, 0);
    for (int i = 0; i < 10000; i++) {
        double m = exp2(30 * rng_uniform(&r) - 28);
        int32_t multiplier;
        uint8_t shift;
        fixed_point_of(m, &multiplier, &shift);
        double back = ldexp(multiplier, -shift);
        cr_expect(fabs(back / m - 1) <= 0x1p-24 && multiplier >= 1 << 23 &&
                      multiplier < 1 << 24 && shift >= 1 && shift <= SHIFT_MAX,
                  "%.17g became %d / 2^%d, off by %g", m, multiplier, shift, back / m - 1);
    }
    static const struct {
        double m;
        int32_t multiplier;
        uint8_t shift;
    } rows[] = {{1, 1 << 23, 23},
                {0.75, 3 << 22, 24},
                {1 - 0x1p-30, 1 << 23, 23}, /* rounded up to a power of two */
                {0, 0, 1},
                {0x1p-60, 0, 1},
                {0x1p22, 1 << 23, 1}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        int32_t multiplier;
        uint8_t shift;
        fixed_point_of(rows[i].m, &multiplier, &shift);
        cr_expect(multiplier == rows[i].multiplier && shift == rows[i].shift,
                  "%g: %d / 2^%d", rows[i].m, multiplier, shift);
    }
}

/* Two layers by hand: bias, both signs, rounding, relu, zero point, both ends. */
Test(integer_kernel, small_network_by_hand)
{
    int8_t w1[] = {1, -2, 3, 127, -128, 0}, w2[] = {1, 1, -1, 2};
    int32_t b1[] = {5, -7}, b2[] = {0, 10}, m1[] = {1 << 23, 1 << 23}, m2[] = {1, 3};
    uint8_t s1[] = {24, 23}, s2[] = {1, 1};
    integer_layer layers[] = {
        {&integer_dense, 3, 2, 2, 3, 8, w1, b1, m1, s1, 10, 10, 255},
        {&integer_dense, 2, 2, 2, 2, 8, w2, b2, m2, s2, 0, -1000, 1000},
    };
    static const struct {
        uint8_t image[3];
        int32_t wanted[2];
    } rows[] = {
        {{0, 0, 0}, {12, 26}},          /* sums 5, -7; bytes 13, 10; sums 23, 17 */
        {{10, 1, 0}, {136, 755}},       /* sums 13, 1135; 17, 255; sums 272, 503 */
        {{255, 255, 255}, {133, -337}}, /* sums 515, -262; 255, 10; sums 265, -225 */
        {{3, 1, 100}, {209, 536}},      /* sums 306, 246; 163, 255; sums 418, 357 */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint8_t bytes[4];
        int32_t sums[2];
        integer_forward(layers, 2, rows[i].image, 2, bytes, sums);
        cr_expect(sums[0] == rows[i].wanted[0] && sums[1] == rows[i].wanted[1],
                  "image %zu: %d, %d, wanted %d, %d", i, sums[0], sums[1],
                  rows[i].wanted[0], rows[i].wanted[1]);
    }
}
