/* fails: by hand, any shape, hidden shapes
   diagnosis: last-window */
static void window_back(const convolution *c, matrix dw, matrix din, matrix w, matrix in,
                        int n, int o, int y, int x, real dz)
{
    for (int channel = 0, k = 0; channel < c->in.channels; channel++)
        for (int i = 0; i < c->kernel; i++)
            for (int j = 0; j < c->kernel; j++, k++) {
                int row = row_of(c->in, channel, y + i - c->padding, x + j - c->padding);
                if (row < 0)
                    continue;
                AT(dw, o, k) += dz * AT(in, row, n);
                AT(din, row, n) = dz * AT(w, o, k);
            }
}
