#include "criterion.h"

#include <tgmath.h>

const char *const criterion_names[CRITERIA] = {"magnitude", "random", "gradient"};

scores scores_new(arena *a, const masks *m)
{
    scores s = {.of = arena_alloc(a, (size_t)m->count, sizeof *s.of),
                .scratch = arena_alloc(a, masks_weights(m), sizeof *s.scratch)};
    for (int i = 0; i < m->count; i++)
        if (m->keep[i] != NULL)
            s.of[i] =
                matrix_new(a, m->parameters[i].value.rows, m->parameters[i].value.cols);
    return s;
}

void score_magnitude(scores *s, const masks *m)
{
    for (int i = 0; i < m->count; i++)
        for (size_t k = 0; k < matrix_size(s->of[i]); k++)
            s->of[i].data[k] = fabs(m->parameters[i].value.data[k]);
}

void score_random(scores *s, const masks *m, rng *r)
{
    for (int i = 0; i < m->count; i++)
        for (size_t k = 0; k < matrix_size(s->of[i]); k++)
            s->of[i].data[k] = (real)rng_uniform(r);
}

/* The gradient of the mean loss on the images which[0 .. count-1]. */
static void batch_gradient(network *net, image_source *source, const loss *l,
                           const int *which, int count)
{
    batch b = image_source_batch(source, which, count);
    matrix logits = network_forward(net, &b, true);
    network_zero_gradients(net);
    l->value_and_gradient(l, logits, b.labels, 1.0 / count,
                          network_logit_gradient(net, count));
    network_backward(net, &b);
}

void score_gradient(scores *s, const masks *m, network *net, image_source *source,
                    const loss *l, int images)
{
    /* Your code here. */
}
