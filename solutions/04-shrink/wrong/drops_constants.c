/* fails: by hand, constants, chains, nothing heard
   diagnosis: constant-lost */
static void fold_constant(shrinking *own, shrinking *next, int unit)
{
    (void)own;
    for (int i = 0; i < next->weight.rows; i++)
        AT(next->weight, i, unit) = 0;
}
