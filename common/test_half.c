#include "half.h"

#include <criterion/criterion.h>
#include <math.h>

static float next_half(uint16_t h)
{
    return half_to_float((uint16_t)(h + 1));
}

Test(half, known_numbers)
{
    static const struct {
        float x;
        uint16_t h;
    } rows[] = {{0, 0},
                {-0.0F, 0x8000},
                {1, 0x3c00},
                {-2, 0xc000},
                {0.5F, 0x3800},
                {65504, 0x7bff},
                {65519, 0x7bff},
                {65520, 0x7c00},
                {1e30F, 0x7c00},
                {-1e30F, 0xfc00},
                {0x1p-24F, 1},
                {0x1p-25F, 0},
                {3e-8F, 1},
                {0x1p-14F, 0x400},
                {0.1F, 0x2e66},
                {1.0F / 3, 0x3555},
                {2049, 0x6800},
                {2051, 0x6802},
                {INFINITY, 0x7c00},
                {1e-30F, 0},
                {1023.75F, 0x63ff + 1},
                {0x1.ff8p-15F, 0x3ff}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_expect(half_from_float(rows[i].x) == rows[i].h, "%g: %04x, wanted %04x",
                  (double)rows[i].x, half_from_float(rows[i].x), rows[i].h);
    cr_expect(isnan(half_to_float(half_from_float(NAN))), "NaN is lost");
    cr_expect(isinf(half_to_float(0x7c00)) && half_to_float(0xfc00) < 0, "infinity");
}

Test(half, every_one_comes_back)
{
    for (uint32_t h = 0; h < 0x10000; h++) {
        float x = half_to_float((uint16_t)h);
        if (!isnan(x))
            cr_assert(half_from_float(x) == h, "%04x becomes %g, then %04x", h, (double)x,
                      half_from_float(x));
    }
}

/* What lies between two of them goes to the nearer; from the middle, to the even one. */
Test(half, rounds_to_the_nearest)
{
    for (uint16_t h = 0; h < 0x7bff; h++) {
        float low = half_to_float(h), high = next_half(h), middle = (low + high) / 2;
        uint16_t even = (uint16_t)(h % 2 == 0 ? h : h + 1);
        cr_assert(half_from_float(middle) == even, "the middle after %04x goes to %04x", h,
                  half_from_float(middle));
        cr_assert(half_from_float(nextafterf(middle, 0)) == h, "below it, after %04x", h);
        cr_assert(half_from_float(nextafterf(middle, high)) == h + 1,
                  "above it, after %04x", h);
    }
}
