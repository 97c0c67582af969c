/* fails: by hand, patience, random runs, hidden runs
   diagnosis: last-weights */
early_stopping early_stopping_new(int patience, size_t count)
{
    return (early_stopping){.patience = patience, .best = INFINITY, .count = count};
}

bool early_stopping_epoch(early_stopping *s, double loss, const real *weights)
{
    s->epochs++;
    if (loss < s->best) {
        s->best = loss;
        s->best_epoch = s->epochs;
        s->weights = (real *)weights;
    }
    return s->epochs - s->best_epoch >= s->patience;
}

void early_stopping_free(early_stopping *s)
{
    *s = (early_stopping){0};
}
