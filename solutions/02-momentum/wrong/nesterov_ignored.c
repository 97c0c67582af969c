/* fails: by hand, random steps, hidden steps
   diagnosis: nesterov-ignored */
static void momentum_step(real *w, const real *g, real *v, size_t n, real rate, real decay,
                          real mu, bool nesterov)
{
    (void)nesterov;
    for (size_t i = 0; i < n; i++) {
        v[i] = without_dust(mu * v[i] + g[i] + decay * w[i]);
        w[i] -= rate * v[i];
    }
}
