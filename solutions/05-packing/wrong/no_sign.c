/* fails: unpacked by hand, unpacked, hidden unpacked
   diagnosis: no-sign */
void unpack(int *numbers, const uint8_t *packed, int rows, int cols, int bits,
            bool has_sign)
{
    (void)has_sign;
    size_t row = packed_row(cols, bits);
    for (int i = 0; i < rows; i++, packed += row, numbers += cols)
        for (int k = 0; k < cols; k++) {
            size_t place = (size_t)k * (size_t)bits;
            unsigned both = packed[place / 8];
            if (place % 8 + (size_t)bits > 8)
                both |= (unsigned)packed[place / 8 + 1] << 8;
            numbers[k] = (int)(both >> place % 8 & ((1U << bits) - 1));
        }
}
