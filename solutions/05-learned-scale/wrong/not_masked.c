/* fails: by hand, clipped
   diagnosis: no-mask */
double learned_scale_backward(const learned_scale *q, real *dv, const real *dout,
                              const real *v, size_t n)
{
    double dscale = 0;
    for (size_t i = 0; i < n; i++) {
        double place = (double)v[i] / q->scale;
        bool below = place<q->lowest, above = place> q->highest;
        dscale += (double)dout[i] * (below   ? q->lowest
                                     : above ? q->highest
                                             : rint(place) - place);
        dv[i] = dout[i];
    }
    return dscale;
}
