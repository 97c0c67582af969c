/* fails: random steps, hidden steps
   diagnosis: no-decay */
static void momentum_step(real *w, const real *g, real *v, size_t n, real rate, real decay,
                          real mu, bool nesterov)
{
    (void)decay;
    for (size_t i = 0; i < n; i++) {
        v[i] = without_dust(mu * v[i] + g[i]);
        w[i] -= rate * (nesterov ? g[i] + mu * v[i] : v[i]);
    }
}
