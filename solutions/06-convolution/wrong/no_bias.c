/* fails: by hand, padding by hand, any shape, hidden shapes
   diagnosis: no-bias */
void convolve_naive(matrix z, const convolution *c, matrix w, matrix x, matrix b)
{
    (void)b;
    for (int n = 0; n < z.cols; n++)
        for (int o = 0; o < c->out.channels; o++)
            for (int y = 0; y < c->out.height; y++)
                for (int i = 0; i < c->out.width; i++)
                    AT(z, row_of(c->out, o, y, i), n) = window_sum(c, w, x, n, o, y, i);
}
