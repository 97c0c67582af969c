/* fails: by hand, padding by hand, any shape, hidden shapes
   diagnosis: flipped */
static real window_sum(const convolution *c, matrix w, matrix in, int n, int o, int y,
                       int x)
{
    real sum = 0;
    for (int channel = 0, k = 0; channel < c->in.channels; channel++)
        for (int i = 0; i < c->kernel; i++)
            for (int j = 0; j < c->kernel; j++, k++) {
                int up = c->kernel - 1 - i, left = c->kernel - 1 - j;
                int row =
                    row_of(c->in, channel, y + up - c->padding, x + left - c->padding);
                if (row >= 0)
                    sum += AT(w, o, k) * AT(in, row, n);
            }
    return sum;
}
