#include "bit_packing.h"

#include <criterion/criterion.h>
#include <string.h>

#include "random.h"

Test(bit_packing, by_hand)
{
    static const struct {
        int bits, cols, numbers[4];
        size_t size;
        uint8_t packed[6];
    } rows[] = {
        {4, 3, {1, 2, 15}, 2, {0x21, 0x0f}},
        {2, 4, {3, 0, 1, 2}, 1, {0x93}},
        {4, 2, {-1, -7}, 1, {0x9f}},
        {2, 3, {-1, 0, 1}, 1, {0x13}},
        {8, 2, {-128, 127}, 2, {0x80, 0x7f}},
        {3, 4, {7, 0, 5, 1}, 2, {0x47, 0x03}},
        {9, 2, {-255, 255}, 3, {0x01, 0xff, 0x01}},
        {1, 3, {1, 0, 1}, 1, {0x05}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint8_t packed[8] = {0};
        cr_expect(packed_row(rows[i].cols, rows[i].bits) == rows[i].size,
                  "row %zu: %zu bytes", i, packed_row(rows[i].cols, rows[i].bits));
        pack(packed, rows[i].numbers, 1, rows[i].cols, rows[i].bits);
        cr_expect(memcmp(packed, rows[i].packed, rows[i].size) == 0,
                  "row %zu: %02x %02x %02x", i, packed[0], packed[1], packed[2]);
    }
}

Test(bit_packing, comes_back)
{
    enum { ROWS = 3, COLS = 29, SIZE = ROWS * COLS };
    rng r = rng_new(1, 0);
    for (int bits = 1; bits <= 9; bits++)
        for (int has_sign = 0; has_sign <= 1; has_sign++) {
            int numbers[SIZE], back[SIZE];
            uint8_t packed[ROWS * 40];
            for (int i = 0; i < SIZE; i++)
                numbers[i] = (int)rng_below(&r, 1U << bits) - (has_sign << (bits - 1));
            pack(packed, numbers, ROWS, COLS, bits);
            unpack(back, packed, ROWS, COLS, bits, has_sign);
            cr_expect(memcmp(numbers, back, sizeof numbers) == 0, "%d bits, sign %d", bits,
                      has_sign);
            unpack(back, packed + 2 * packed_row(COLS, bits), 1, COLS, bits, has_sign);
            cr_expect(memcmp(numbers + 2 * COLS, back, COLS * sizeof *back) == 0,
                      "%d bits, sign %d: the last row alone", bits, has_sign);
        }
}
