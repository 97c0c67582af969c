/* fails: by hand, of all
   diagnosis: scope */
void masks_prune(masks *m, scores *s, scope where, double sparsity)
{
    (void)where;
    for (int i = 0; i < m->count; i++)
        if (m->keep[i] != NULL)
            prune_smallest(m, s, i, i + 1, sparsity);
}
