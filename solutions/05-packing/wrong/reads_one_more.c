/* fails: memory
   diagnosis: invalid-read */
void unpack(int *numbers, const uint8_t *packed, int rows, int cols, int bits,
            bool has_sign)
{
    size_t row = packed_row(cols, bits);
    for (int i = 0; i < rows; i++, packed += row, numbers += cols)
        for (int k = 0; k < cols; k++) {
            size_t place = (size_t)k * (size_t)bits;
            unsigned both = packed[place / 8] | (unsigned)packed[place / 8 + 1] << 8;
            int number = (int)(both >> place % 8 & ((1U << bits) - 1));
            numbers[k] =
                has_sign && number >= 1 << (bits - 1) ? number - (1 << bits) : number;
        }
}
