/* fails: padding by hand, padding, channels, hidden shapes, memory
   diagnosis: no-padding */
static real window_sum(const convolution *c, matrix w, matrix in, int n, int o, int y,
                       int x)
{
    real sum = 0;
    for (int channel = 0, k = 0; channel < c->in.channels; channel++)
        for (int i = 0; i < c->kernel; i++)
            for (int j = 0; j < c->kernel; j++, k++) {
                int row = row_of(c->in, channel, y + i, x + j);
                if (row >= 0)
                    sum += AT(w, o, k) * AT(in, row, n);
            }
    return sum;
}
