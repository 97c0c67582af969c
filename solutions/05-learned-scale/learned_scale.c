#include "learned_scale.h"

#include <math.h>
#include <stdbool.h>

void learned_scale_forward(const learned_scale *q, real *out, const real *v, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        double whole = rint((double)v[i] / q->scale);
        out[i] = (real)(q->scale * fmin(fmax(whole, q->lowest), q->highest));
    }
}

double learned_scale_backward(const learned_scale *q, real *dv, const real *dout,
                              const real *v, size_t n)
{
    double dscale = 0;
    for (size_t i = 0; i < n; i++) {
        double place = (double)v[i] / q->scale, g = (double)dout[i];
        bool below = place<q->lowest, above = place> q->highest;
        dscale += g * (below ? q->lowest : above ? q->highest : rint(place) - place);
        dv[i] = below || above ? 0 : dout[i];
    }
    return dscale;
}
