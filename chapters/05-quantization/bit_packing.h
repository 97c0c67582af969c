/*
 * Whole numbers of 1 to 9 bits, one after another without gaps: two of 4 bits in a byte, four
 * of 2 bits, eight of 3 bits in three bytes. The first number has the lowest bits of the first
 * byte. Each row begins with a fresh byte, so that it can be read without those before it.
 */
#ifndef BIT_PACKING_H
#define BIT_PACKING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of a row of `cols` numbers. */
size_t packed_row(int cols, int bits);

/* The lowest `bits` bits of each of rows x cols numbers; packed has rows * packed_row bytes. */
void pack(uint8_t *packed, const int *numbers, int rows, int cols, int bits);

/* The numbers again: 0 .. 2^bits - 1, or, as two's complement, -2^(bits-1) .. 2^(bits-1) - 1. */
void unpack(int *numbers, const uint8_t *packed, int rows, int cols, int bits,
            bool has_sign);

#endif
