/* fails: by hand, any shape, hidden shapes
   diagnosis: not-zeroed */
void convolve_naive_back(matrix dw, matrix dx, const convolution *c, matrix w, matrix x,
                         matrix dz)
{
    for (int n = 0; n < dz.cols; n++)
        for (int o = 0; o < c->out.channels; o++)
            for (int y = 0; y < c->out.height; y++)
                for (int i = 0; i < c->out.width; i++)
                    window_back(c, dw, dx, w, x, n, o, y, i,
                                AT(dz, row_of(c->out, o, y, i), n));
}
