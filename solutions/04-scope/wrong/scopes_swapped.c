/* fails: by hand, of each layer, of all
   diagnosis: scope */
void masks_prune(masks *m, scores *s, scope where, double sparsity)
{
    if (where == PER_LAYER)
        prune_smallest(m, s, 0, m->count, sparsity);
    else
        for (int i = 0; i < m->count; i++)
            if (m->keep[i] != NULL)
                prune_smallest(m, s, i, i + 1, sparsity);
}
