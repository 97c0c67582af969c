/* variant: double */
#include "criterion.h"

#include "gradient_check.h"
#include "test_masks.h"

Test(criterion, magnitude_has_no_sign)
{
    bench b;
    bench_new(&b, GD);
    masks m = masks_new(&b.net->memory, b.net->parameters, b.net->parameter_count);
    scores s = scores_new(&b.net->memory, &m);
    b.net->parameters[2].value.data[3] = -0.375;
    score_magnitude(&s, &m);
    cr_expect(s.of[2].data[3] == 0.375, "%g", s.of[2].data[3]);
    cr_expect(s.of[1].data == NULL, "a bias has scores");
    bench_free(&b);
}

/* Two draws differ, and about half of the scores are larger in the second. */
Test(criterion, random_is)
{
    bench b;
    bench_new(&b, GD);
    masks m = masks_new(&b.net->memory, b.net->parameters, b.net->parameter_count);
    scores s = scores_new(&b.net->memory, &m), again = scores_new(&b.net->memory, &m);
    rng r = rng_new(1, 4);
    score_random(&s, &m, &r);
    score_random(&again, &m, &r);
    int larger = 0, n = 12 * 64;
    for (int k = 0; k < n; k++) {
        cr_expect(s.of[0].data[k] >= 0 && s.of[0].data[k] < 1, "%g", s.of[0].data[k]);
        larger += again.of[0].data[k] > s.of[0].data[k];
    }
    cr_expect(abs(larger - n / 2) < 3 * sqrt(n / 4.0), "%d of %d are larger", larger, n);
    bench_free(&b);
}

/* The mean loss on some images, as a function of the weights. */
typedef struct mean_loss {
    bench *b;
    int first, count;
} mean_loss;

static double loss_of(void *context)
{
    mean_loss *l = context;
    image_source *source = &l->b->source;
    batch images = image_source_batch(source, source->in_order + l->first, l->count);
    matrix logits = network_forward(l->b->net, &images, false);
    return cross_entropy.value_and_gradient(&cross_entropy, logits, images.labels,
                                            1.0 / l->count,
                                            network_logit_gradient(l->b->net, l->count));
}

/* With central differences: of 14 images in batches of 10, the mean of (w dL/dw)^2, for the
   first weights of each matrix. */
Test(criterion, gradient_is_of_the_loss)
{
    enum { IMAGES = 14, SOME = 40 };
    bench b;
    bench_new(&b, GD);
    masks m = masks_new(&b.net->memory, b.net->parameters, b.net->parameter_count);
    scores s = scores_new(&b.net->memory, &m);
    score_gradient(&s, &m, b.net, &b.source, &cross_entropy, IMAGES);
    mean_loss parts[] = {{&b, 0, 10}, {&b, 10, 4}};
    for (int i = 0; i < m.count; i++) {
        if (m.keep[i] == NULL)
            continue;
        real *w = m.parameters[i].value.data, numeric[SOME];
        matrix wanted = matrix_new(&b.net->memory, SOME, 1);
        for (int part = 0; part < 2; part++) {
            numeric_gradient(numeric, w, SOME, loss_of, &parts[part]);
            for (int k = 0; k < SOME; k++) {
                double change = (double)(w[k] * numeric[k]);
                wanted.data[k] += (real)(change * change * parts[part].count / IMAGES);
            }
        }
        double off = relative_distance((matrix){SOME, 1, s.of[i].data}, wanted);
        cr_expect(off < 1e-6, "%s: off by %g", m.parameters[i].name, off);
    }
    bench_free(&b);
}
