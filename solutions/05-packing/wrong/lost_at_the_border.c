/* fails: packed, unpacked, hidden packed, hidden unpacked, memory
   diagnosis: border */
void pack(uint8_t *packed, const int *numbers, int rows, int cols, int bits)
{
    size_t row = packed_row(cols, bits);
    memset(packed, 0, (size_t)rows * row);
    for (int i = 0; i < rows; i++, packed += row, numbers += cols)
        for (int k = 0; k < cols; k++) {
            size_t place = (size_t)k * (size_t)bits;
            packed[place / 8] |=
                (uint8_t)(((unsigned)numbers[k] & ((1U << bits) - 1)) << place % 8);
        }
}

void unpack(int *numbers, const uint8_t *packed, int rows, int cols, int bits,
            bool has_sign)
{
    size_t row = packed_row(cols, bits);
    for (int i = 0; i < rows; i++, packed += row, numbers += cols)
        for (int k = 0; k < cols; k++) {
            size_t place = (size_t)k * (size_t)bits;
            int number = packed[place / 8] >> place % 8 & ((1 << bits) - 1);
            numbers[k] =
                has_sign && number >= 1 << (bits - 1) ? number - (1 << bits) : number;
        }
}
