/* fails: padding by hand, padding, channels, hidden shapes, memory
   diagnosis: edge-repeated */
static real window_sum(const convolution *c, matrix w, matrix in, int n, int o, int y,
                       int x)
{
    real sum = 0;
    for (int channel = 0, k = 0; channel < c->in.channels; channel++)
        for (int i = 0; i < c->kernel; i++)
            for (int j = 0; j < c->kernel; j++, k++) {
                int line = y + i - c->padding, column = x + j - c->padding;
                line = line < 0 ? 0 : line >= c->in.height ? c->in.height - 1 : line;
                column = column < 0 ? 0 : column >= c->in.width ? c->in.width - 1 : column;
                sum += AT(w, o, k) * AT(in, row_of(c->in, channel, line, column), n);
            }
    return sum;
}
