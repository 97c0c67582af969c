/* fails: constants, negative, hidden networks
   diagnosis: no-relu */
static void fold_constant(shrinking *own, shrinking *next, int unit)
{
    real constant = AT(own->bias, unit, 0);
    for (int i = 0; i < next->weight.rows; i++) {
        AT(next->bias, i, 0) += AT(next->weight, i, unit) * constant;
        AT(next->weight, i, unit) = 0;
    }
}
