/* fails: by hand, the curves
   diagnosis: truncated */
double iterative_sparsity(double target, int round, int rounds)
{
    return 1 - pow(1 - target, round / rounds);
}
