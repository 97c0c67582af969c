/* fails: by hand, clipped
   diagnosis: clipped-silent */
double learned_scale_backward(const learned_scale *q, real *dv, const real *dout,
                              const real *v, size_t n)
{
    double dscale = 0;
    for (size_t i = 0; i < n; i++) {
        double place = (double)v[i] / q->scale, g = (double)dout[i];
        bool below = place<q->lowest, above = place> q->highest;
        dscale += g * (below || above ? 0 : rint(place) - place);
        dv[i] = below || above ? 0 : dout[i];
    }
    return dscale;
}
