/* fails: by hand, the curves
   diagnosis: slow-first */
double gradual_sparsity(double target, double t)
{
    return target * pow(t, 3);
}
