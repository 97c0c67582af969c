/* fails: by hand, packed, hidden packed
   diagnosis: not-zeroed */
void pack(uint8_t *packed, const int *numbers, int rows, int cols, int bits)
{
    size_t row = packed_row(cols, bits);
    for (int i = 0; i < rows; i++, packed += row, numbers += cols)
        for (int k = 0; k < cols; k++) {
            size_t place = (size_t)k * (size_t)bits;
            unsigned moved = ((unsigned)numbers[k] & ((1U << bits) - 1)) << place % 8;
            packed[place / 8] |= (uint8_t)moved;
            if (moved > 255)
                packed[place / 8 + 1] |= (uint8_t)(moved >> 8);
        }
}
