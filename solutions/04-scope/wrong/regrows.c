/* fails: pruned before, hidden sizes
   diagnosis: regrows */
static void prune_smallest(masks *m, scores *s, int first, int end, double sparsity)
{
    size_t n = gather(m, s, first, end);
    size_t wanted = (size_t)lround(sparsity * (double)n);
    if (wanted == 0)
        return;
    real threshold = select_smallest(s->scratch, n, wanted - 1);
    size_t equal = wanted; /* how many of those at the threshold go as well */
    for (size_t k = 0; k < wanted; k++)
        equal -= s->scratch[k] < threshold;
    for (int i = first; i < end; i++)
        for (size_t k = 0; k < matrix_size(s->of[i]); k++) {
            real score = s->of[i].data[k];
            m->keep[i][k] = 1;
            if (score < threshold)
                m->keep[i][k] = 0;
            else if (score == threshold && equal > 0) {
                m->keep[i][k] = 0;
                equal--;
            }
        }
}
