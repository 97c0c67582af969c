/* fails: by hand, patience, random runs, hidden runs
   diagnosis: than-the-last */
bool early_stopping_epoch(early_stopping *s, double loss, const real *weights)
{
    s->epochs++;
    if (loss < s->best) {
        s->best_epoch = s->epochs;
        memcpy(s->weights, weights, s->count * sizeof *weights);
    }
    s->best = loss;
    return s->epochs - s->best_epoch >= s->patience;
}
