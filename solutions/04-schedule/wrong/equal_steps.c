/* fails: by hand, the curves
   diagnosis: equal-parts */
double iterative_sparsity(double target, int round, int rounds)
{
    return target * round / rounds;
}
