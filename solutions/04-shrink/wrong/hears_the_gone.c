/* fails: chains, memory
   diagnosis: not-backward */
static bool is_heard(const shrinking *next, int unit)
{
    for (int i = 0; i < next->weight.rows; i++)
        if (AT(next->weight, i, unit) != 0)
            return true;
    return false;
}
