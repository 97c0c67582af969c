/* fails: by hand, the curves
   diagnosis: linear */
double gradual_sparsity(double target, double t)
{
    return target * t;
}
