/* fails: by hand, constants, negative, chains, nothing heard
   diagnosis: twice */
static void fold_constant(shrinking *own, shrinking *next, int unit)
{
    real constant = AT(own->bias, unit, 0) > 0 ? AT(own->bias, unit, 0) : 0;
    for (int i = 0; i < next->weight.rows; i++)
        AT(next->bias, i, 0) += AT(next->weight, i, unit) * constant;
}
