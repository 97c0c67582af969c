/* variant: double */
#include "fake_quantization.h"

#include <stdio.h>

#include "gradient_check.h"
#include "test_oracle.h"
#include "test_quantized.h"

/* The straight-through gradient of weights beside PyTorch's, min-max and with ranges that clip. */
Test(fake_quantization, gradients_pass_as_pytorchs_do)
{
    tensor_file f = oracle_read("05-quantization", "fake_quantization.safetensors");
    static const char *const kinds[] = {"symmetric", "asymmetric", "clipped"};
    for (int kind = 0; kind < 3; kind++)
        for (int bits = 8; bits >= 2; bits /= 2) {
            char key[64];
            network *net = network_new(50, 1);
            network_add_dense(net, 4);
            parameter *p = &net->parameters[0];
            arena *a = &net->memory;
            matrix_copy(p->value, oracle_matrix(a, &f, "values"));
            fake_settings s =
                settings_of(kind == 1 ? SCHEME_ASYMMETRIC : SCHEME_SYMMETRIC, bits, true);
            s.activation_bits = 0;
            fake_quantization q;
            fake_quantization_begin(&q, &s, net, NULL, 0);
            for (int i = 0; kind == 2 && i < 4; i++)
                q.codes[0].quantizers[i].scale /= 2;
            matrix_copy(p->gradient, oracle_matrix(a, &f, "upstream"));
            fake_quantization_restore(&q);
            snprintf(key, sizeof key, "%s.%d.gradient", kinds[kind], bits);
            matrix wanted = oracle_matrix(a, &f, key);
            int closed = 0;
            for (size_t k = 0; k < matrix_size(wanted); k++) {
                const quantizer *row = &q.codes[0].quantizers[k / 50];
                double v = (double)p->value.data[k];
                /* PyTorch asks whether the rounded number is within the ends: half a step more. */
                bool edge = fabs(v - quantizer_low(row)) <= row->scale / 2 ||
                            fabs(v - quantizer_high(row)) <= row->scale / 2;
                cr_expect(edge || p->gradient.data[k] == wanted.data[k],
                          "%s, weight %zu: %g, wanted %g", key, k,
                          (double)p->gradient.data[k], (double)wanted.data[k]);
                closed += !edge && wanted.data[k] == 0;
            }
            cr_expect((closed > 10) == (kind == 2), "%s: %d closed", key, closed);
            network_free(net);
        }
    tensor_file_free(&f);
}

/* What the estimator stands for: the same relu, clipped but not rounded. */
typedef struct clipped {
    matrix x, upstream;
    double high;
} clipped;

static double clipped_sum(void *context)
{
    const clipped *c = context;
    double sum = 0;
    for (size_t i = 0; i < matrix_size(c->x); i++)
        sum += (double)c->upstream.data[i] * fmin(fmax((double)c->x.data[i], 0), c->high);
    return sum;
}

Test(fake_quantization, relu_has_the_gradient_of_the_clipping)
{
    lesson l;
    lesson_new(&l, 0);
    arena *a = &l.net->memory;
    rng r = rng_new(8, 0);
    fake_settings s = settings_of(SCHEME_SYMMETRIC, 8, true);
    fake_quantization f;
    fake_quantization_begin(&f, &s, l.net, &l.source, 320);
    f.outputs[1].scale = 0.5 / 255; /* so that much is clipped */
    clipped c = {random_matrix(a, 12, 20, &r), random_matrix(a, 12, 20, &r), 0.5};
    matrix y = matrix_new(a, 12, 20), dx = matrix_new(a, 12, 20);
    real *numeric = arena_alloc(a, 240, sizeof *numeric);
    layer *relu = &l.net->layers[1];
    relu->type->forward(relu, c.x, y, true);
    relu->type->backward(relu, c.x, y, c.upstream, dx);
    numeric_gradient(numeric, c.x.data, 240, clipped_sum, &c);
    double off = relative_error(dx.data, numeric, 240);
    cr_expect(off < 1e-8, "off by %g", off);
    for (size_t i = 0; i < 240; i++) {
        double wanted = fmin(fmax((double)c.x.data[i], 0), 0.5);
        cr_expect(fabs((double)y.data[i] - wanted) <= 0.5 / 255 / 2 * 1.001, "%g became %g",
                  (double)c.x.data[i], (double)y.data[i]);
    }
    lesson_free(&l);
}

static bool on_levels(const weight_code *c, matrix w)
{
    for (int i = 0; i < w.rows; i++)
        for (int k = 0; k < w.cols; k++) {
            const quantizer *q = weight_code_row(c, i);
            double whole = (double)AT(w, i, k) / q->scale;
            if (fabs(whole - rint(whole)) > 1e-6 || fabs(whole) > q->highest + 1e-6)
                return false;
        }
    return true;
}

Test(fake_quantization, ends_as_it_began)
{
    lesson l;
    lesson_new(&l, 9);
    arena *a = &l.net->memory;
    batch b = image_source_batch(&l.test_source, l.test_source.in_order, 64);
    matrix before = copy_of(a, network_forward(l.net, &b, false));
    fake_settings s = settings_of(SCHEME_SYMMETRIC, 3, true);
    fake_quantization f;
    fake_quantization_begin(&f, &s, l.net, &l.source, 100);
    cr_expect(!same_bits(network_forward(l.net, &b, false), before), "nothing changed");
    cr_expect(on_levels(&f.codes[0], l.net->parameters[0].value),
              "a weight between levels");
    fake_quantization_end(&f);
    cr_expect(same_bits(network_forward(l.net, &b, false), before), "other logits");
    lesson_free(&l);
}

/* Steps far smaller than a level's distance add up; between steps all weights are on levels. */
Test(fake_quantization, trains_in_full_precision)
{
    lesson l;
    lesson_new(&l, 0);
    arena *a = &l.net->memory;
    fake_settings s = settings_of(SCHEME_SYMMETRIC, 2, true);
    fake_quantization f;
    fake_quantization_begin(&f, &s, l.net, &l.source, 320);
    fake_quantization_attach(&f, &l.training);
    evaluation before = evaluate_network(l.net, &l.test_source, &cross_entropy);
    matrix kept = copy_of(a, f.kept[0]), first = copy_of(a, l.net->parameters[0].value);
    training_schedule(&l.training, CONSTANT, 0.01, 6);
    for (int epoch = 0; epoch < 6; epoch++)
        training_epoch(&l.training, NULL, &l.quiet);
    cr_expect(on_levels(&f.codes[0], l.net->parameters[0].value),
              "a weight between levels");
    cr_expect(!on_levels(&f.codes[0], f.kept[0]) && !same_bits(kept, f.kept[0]),
              "the kept weights did not move");
    cr_expect(!same_bits(first, l.net->parameters[0].value), "no weight changed its level");
    evaluation after = evaluate_network(l.net, &l.test_source, &cross_entropy);
    cr_expect(evaluation_correct(&after) > evaluation_correct(&before) + 100,
              "%d right, before %d", evaluation_correct(&after),
              evaluation_correct(&before));
    lesson_free(&l);
}

/* Calibration reads the images in inference mode, once, and changes nothing. */
Test(fake_quantization, calibrates_to_what_the_relus_put_out)
{
    lesson l;
    lesson_new(&l, 9);
    double largest[2] = {0, 0};
    for (int first = 0; first < 128; first += 64) {
        batch b = image_source_batch(&l.source, l.source.in_order + first, 64);
        network_forward(l.net, &b, false);
        for (int n = 0; n < 2; n++)
            for (size_t i = 0; i < matrix_size(l.net->outputs[2 * n + 1]); i++)
                largest[n] = fmax(largest[n], (double)l.net->outputs[2 * n + 1].data[i]);
    }
    fake_settings s = settings_of(SCHEME_SYMMETRIC, 8, true);
    fake_quantization f;
    fake_quantization_begin(&f, &s, l.net, &l.source, 128);
    for (int n = 0; n < 2; n++) {
        const quantizer *q = &f.outputs[2 * n + 1];
        cr_expect(fabs(quantizer_high(q) / largest[n] - 1) < 1e-6 && q->lowest == 0 &&
                      q->zero_point == 0 && q->highest == 255,
                  "relu %d: to %g, wanted %g", n, quantizer_high(q), largest[n]);
    }
    lesson_free(&l);
}
