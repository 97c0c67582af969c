/* fails: by hand, random steps, hidden steps
   diagnosis: old-velocity */
static void momentum_step(real *w, const real *g, real *v, size_t n, real rate, real decay,
                          real mu, bool nesterov)
{
    for (size_t i = 0; i < n; i++) {
        real gradient = g[i] + decay * w[i];
        w[i] -= rate * (nesterov ? gradient + mu * v[i] : v[i]);
        v[i] = without_dust(mu * v[i] + gradient);
    }
}
