/* fails: one batch, several batches, a smaller last batch
   diagnosis: without-weight */
void score_gradient(scores *s, const masks *m, network *net, image_source *source,
                    const loss *l, int images)
{
    for (int i = 0; i < m->count; i++)
        matrix_fill(s->of[i], 0);
    for (int first = 0; first < images; first += net->capacity) {
        int left = images - first;
        int count = left < net->capacity ? left : net->capacity;
        batch_gradient(net, source, l, source->in_order + first, count);
        for (int i = 0; i < m->count; i++)
            for (size_t k = 0; k < matrix_size(s->of[i]); k++) {
                real change = m->parameters[i].gradient.data[k];
                s->of[i].data[k] += change * change * (real)count / (real)images;
            }
    }
}
