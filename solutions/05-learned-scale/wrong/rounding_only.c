/* fails: by hand, clipped
   diagnosis: clipped-as-inside */
double learned_scale_backward(const learned_scale *q, real *dv, const real *dout,
                              const real *v, size_t n)
{
    double dscale = 0;
    for (size_t i = 0; i < n; i++) {
        double place = (double)v[i] / q->scale;
        dscale += (double)dout[i] * (rint(place) - place);
        dv[i] = place < q->lowest || place > q->highest ? 0 : dout[i];
    }
    return dscale;
}
