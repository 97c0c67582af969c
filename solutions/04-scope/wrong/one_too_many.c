/* fails: by hand, of each layer, of all, none and all
   diagnosis: one-too-many */
static void prune_smallest(masks *m, scores *s, int first, int end, double sparsity)
{
    size_t n = gather(m, s, first, end);
    size_t wanted = (size_t)lround(sparsity * (double)n);
    real threshold = select_smallest(s->scratch, n, wanted < n ? wanted : n - 1);
    for (int i = first; i < end; i++)
        for (size_t k = 0; k < matrix_size(s->of[i]); k++)
            if (s->of[i].data[k] <= threshold)
                m->keep[i][k] = 0;
}
