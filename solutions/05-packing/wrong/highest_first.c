/* fails: by hand, packed, hidden packed
   diagnosis: bit-order */
void pack(uint8_t *packed, const int *numbers, int rows, int cols, int bits)
{
    size_t row = packed_row(cols, bits);
    memset(packed, 0, (size_t)rows * row);
    for (int i = 0; i < rows; i++, packed += row, numbers += cols)
        for (int k = 0; k < cols; k++)
            for (int bit = 0; bit < bits; bit++) {
                size_t place = (size_t)k * (size_t)bits + (size_t)bit;
                int set = numbers[k] >> (bits - 1 - bit) & 1;
                packed[place / 8] |= (uint8_t)(set << (7 - place % 8));
            }
}
