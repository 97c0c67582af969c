/* fails: back, hidden shapes
   diagnosis: last-window */
void convolve_strided_inputs(matrix dx, const strided *s, matrix w, matrix dz)
{
    matrix_fill(dx, 0);
    for (int row = 0; row < dz.rows; row++) {
        int o = row / volume_plane(s->out), y = row / s->out.width % s->out.height;
        for (int k = 0; k < w.cols; k++) {
            int seen = row_seen(s, k, y, row % s->out.width);
            for (int n = 0; seen >= 0 && n < dz.cols; n++)
                AT(dx, seen, n) = AT(w, o, k) * AT(dz, row, n);
        }
    }
}
