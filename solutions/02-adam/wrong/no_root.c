/* fails: by hand, random steps, hidden steps
   diagnosis: no-root */
static void adam_step(const optimizer *o, int p, real rate, real decay)
{
    real *w = o->parameters[p].value.data, *g = o->parameters[p].gradient.data;
    real *m = o->velocity[p].data, *s = o->square[p].data;
    real b1 = (real)o->momentum, b2 = (real)o->second_moment, epsilon = (real)o->epsilon;
    real m_scale = (real)(1 / (1 - pow(o->momentum, (double)o->steps)));
    real s_scale = (real)(1 / (1 - pow(o->second_moment, (double)o->steps)));
    for (size_t i = 0; i < matrix_size(o->parameters[p].value); i++) {
        real gradient = g[i] + decay * w[i];
        m[i] = without_dust(b1 * m[i] + (1 - b1) * gradient);
        s[i] = without_dust(b2 * s[i] + (1 - b2) * gradient * gradient);
        w[i] -= rate * m[i] * m_scale / (s[i] * s_scale + epsilon);
    }
}
