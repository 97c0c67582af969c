/* fails: by hand, of each layer, of all
   diagnosis: largest */
static void prune_smallest(masks *m, scores *s, int first, int end, double sparsity)
{
    size_t n = gather(m, s, first, end);
    size_t wanted = (size_t)lround(sparsity * (double)n);
    if (wanted == 0)
        return;
    real threshold = select_smallest(s->scratch, n, n - wanted);
    for (int i = first; i < end; i++)
        for (size_t k = 0; k < matrix_size(s->of[i]); k++)
            if (s->of[i].data[k] >= threshold)
                m->keep[i][k] = 0;
}
