#include "bit_packing.h"

#include <string.h>

size_t packed_row(int cols, int bits)
{
    return ((size_t)cols * (size_t)bits + 7) / 8;
}

/* A number may lie across the border of two bytes: both are handled as one of 16 bits. */
void pack(uint8_t *packed, const int *numbers, int rows, int cols, int bits)
{
    size_t row = packed_row(cols, bits);
    memset(packed, 0, (size_t)rows * row);
    for (int i = 0; i < rows; i++, packed += row, numbers += cols)
        for (int k = 0; k < cols; k++) {
            size_t place = (size_t)k * (size_t)bits;
            unsigned number = (unsigned)numbers[k] & ((1U << bits) - 1);
            unsigned moved = number << place % 8;
            packed[place / 8] |= (uint8_t)moved;
            if (moved > 255)
                packed[place / 8 + 1] |= (uint8_t)(moved >> 8);
        }
}

void unpack(int *numbers, const uint8_t *packed, int rows, int cols, int bits,
            bool has_sign)
{
    size_t row = packed_row(cols, bits);
    for (int i = 0; i < rows; i++, packed += row, numbers += cols)
        for (int k = 0; k < cols; k++) {
            size_t place = (size_t)k * (size_t)bits;
            unsigned both = packed[place / 8];
            if (place % 8 + (size_t)bits > 8)
                both |= (unsigned)packed[place / 8 + 1] << 8;
            int number = (int)(both >> place % 8 & ((1U << bits) - 1));
            numbers[k] =
                has_sign && number >= 1 << (bits - 1) ? number - (1 << bits) : number;
        }
}
