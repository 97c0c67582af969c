/* fails: memory
   diagnosis: leak */
bool early_stopping_epoch(early_stopping *s, double loss, const real *weights)
{
    s->epochs++;
    if (loss < s->best) {
        s->best = loss;
        s->best_epoch = s->epochs;
        s->weights = malloc(s->count * sizeof *weights);
        memcpy(s->weights, weights, s->count * sizeof *weights);
    }
    return s->epochs - s->best_epoch >= s->patience;
}
