/* fails: by hand, packed, hidden packed
   diagnosis: rows-run-on */
void pack(uint8_t *packed, const int *numbers, int rows, int cols, int bits)
{
    memset(packed, 0, (size_t)rows * packed_row(cols, bits));
    for (int k = 0; k < rows * cols; k++) {
        size_t place = (size_t)k * (size_t)bits;
        unsigned moved = ((unsigned)numbers[k] & ((1U << bits) - 1)) << place % 8;
        packed[place / 8] |= (uint8_t)moved;
        if (moved > 255)
            packed[place / 8 + 1] |= (uint8_t)(moved >> 8);
    }
}
