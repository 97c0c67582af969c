/* fails: read well, hidden read well
   diagnosis: rounded */
static void probability_wrong(real *wrong, const loss_block *b)
{
    for (int j = 0; j < b->count; j++)
        wrong[j] = 1 - AT(b->gradient, b->labels[j], b->first + j);
}
