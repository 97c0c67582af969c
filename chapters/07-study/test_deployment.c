#include "deployment.h"

#include "integer_file.h"
#include "sparse_file.h"
#include "test_files.h"
#include "test_networks.h"
#include "weights.h"

enum { SIDE = 8, IMAGES = 300 };

/* A network with random weights, every third of them 0, and images for it, whose labels are
   what it takes them for: it is right on every one. */
typedef struct subject {
    arena memory;
    dataset images;
    network *net;
    image_source source;
} subject;

static void subject_new(subject *s)
{
    *s = (subject){0};
    rng r = rng_new(6, 0);
    s->images = random_images(&s->memory, IMAGES, SIDE, SIDE, &r);
    s->net = network_of(SIDE * SIDE, (int[]){10, 0, 0}, 1024);
    randomize(s->net, 8);
    for (int i = 0; i < s->net->parameter_count; i += 2)
        for (size_t k = 0; k < matrix_size(s->net->parameters[i].value); k += 3)
            s->net->parameters[i].value.data[k] = 0;
    s->source = image_source_new(&s->memory, &s->images, s->net, IN_ORDER);
    int guesses[IMAGES];
    predict_all(guesses, network_predictor, s->net, &s->source, s->net->capacity);
    for (int i = 0; i < IMAGES; i++)
        s->images.labels[i] = (uint8_t)guesses[i];
}

static void subject_free(subject *s)
{
    network_free(s->net);
    arena_free(&s->memory);
}

static const char *const form_names[] = {"floats", "sparse", "integers"};

Test(deployment, measures_what_the_network_says)
{
    for (deployed_form form = AS_FLOATS; form <= AS_INTEGERS; form++) {
        subject s;
        subject_new(&s);
        evaluation wanted = evaluate_network(s.net, &s.source, &cross_entropy);
        deployment d;
        deployment_begin(&d, form, s.net, NULL, &s.source);
        measurement m = deployment_measure(&d, &s.images, &cross_entropy);
        /* Whole numbers may tip the balance for an image or two. */
        int least = form == AS_INTEGERS ? IMAGES - 6 : IMAGES;
        cr_expect(m.all.count == IMAGES && evaluation_correct(&m.all) >= least,
                  "%s: %d right of %d, wanted %d", form_names[form],
                  evaluation_correct(&m.all), m.all.count, evaluation_correct(&wanted));
        double off = fabs(evaluation_loss(&m.all) / evaluation_loss(&wanted) - 1);
        cr_expect(off < (form == AS_INTEGERS ? 0.02 : 1e-5), "%s: the loss is off by %g",
                  form_names[form], off);
        double sum = 0;
        for (int c = 0; c < DATASET_CLASSES; c++)
            sum += m.class_loss[c];
        cr_expect(fabs(sum / m.all.loss_sum - 1) < 1e-9, "%s: the classes lose %g, all %g",
                  form_names[form], sum, m.all.loss_sum);
        cr_expect(deployment_seconds(&d, &s.images) > 0, "%s: no time", form_names[form]);
        deployment_end(&d);
        subject_free(&s);
    }
}

Test(deployment, class_losses_belong_to_classes)
{
    subject s;
    subject_new(&s);
    for (int i = 0; i < IMAGES; i++)
        s.images.labels[i] = (uint8_t)(i % DATASET_CLASSES);
    deployment d;
    deployment_begin(&d, AS_FLOATS, s.net, NULL, &s.source);
    measurement all = deployment_measure(&d, &s.images, &cross_entropy);
    for (int i = 0; i < IMAGES; i++)
        if (s.images.labels[i] == 7)
            s.images.labels[i] = 3;
    measurement moved = deployment_measure(&d, &s.images, &cross_entropy);
    for (int c = 0; c < DATASET_CLASSES; c++) {
        bool same = all.class_loss[c] == moved.class_loss[c];
        cr_expect(same == (c != 7 && c != 3), "class %d: %g, then %g", c, all.class_loss[c],
                  moved.class_loss[c]);
    }
    cr_expect(moved.class_loss[7] == 0, "no 7 is left: %g", moved.class_loss[7]);
    deployment_end(&d);
    subject_free(&s);
}

/* Each file is read back by the chapter that it comes from. */
static bool read_back(const deployment *d, const char *path, network *into, error *e)
{
    if (d->form == AS_FLOATS)
        return weights_load(into, path, e);
    if (d->form == AS_SPARSE)
        return sparse_weights_load(into, path, e);
    integer_network *integers = integer_load(path, 8, e);
    bool read = integers != NULL && integers->layer_count == d->integers->layer_count;
    integer_network_free(integers);
    return read;
}

Test(deployment, files_are_read_back)
{
    static const long most[] = {4000, 3400, 2200};
    for (deployed_form form = AS_FLOATS; form <= AS_INTEGERS; form++) {
        subject s;
        subject_new(&s);
        network *back = network_of(SIDE * SIDE, (int[]){10, 0, 0}, 8);
        scratch files = scratch_new();
        error e = {""};
        deployment d;
        deployment_begin(&d, form, s.net, NULL, &s.source);
        long bytes = deployment_save(&d, scratch_path(&files, "model.safetensors"));
        cr_expect(bytes > 500 && bytes < most[form], "%s: %ld bytes", form_names[form],
                  bytes);
        cr_expect(read_back(&d, files.path, back, &e), "%s: %s", form_names[form], e.text);
        cr_expect(form == AS_INTEGERS || same_weights(back, s.net),
                  "%s: other weights come back", form_names[form]);
        deployment_end(&d);
        network_free(back);
        scratch_free(&files);
        subject_free(&s);
    }
}

Test(deployment, counts_products_and_zeros)
{
    static const long wanted[] = {740, 492, 740}; /* of 64 x 10 + 10 x 10 weights */
    for (deployed_form form = AS_FLOATS; form <= AS_INTEGERS; form++) {
        subject s;
        subject_new(&s);
        deployment d;
        deployment_begin(&d, form, s.net, NULL, &s.source);
        cr_expect(deployment_products(&d) == wanted[form], "%s: %ld products, wanted %ld",
                  form_names[form], deployment_products(&d), wanted[form]);
        double zeros = deployment_zeros(&d);
        cr_expect(fabs(zeros - 248.0 / 740) < 0.002, "%s: %g are 0", form_names[form],
                  zeros);
        deployment_end(&d);
        subject_free(&s);
    }
}

/* Weights in full precision stand beside the rounded ones that the network holds. */
Test(deployment, integers_come_from_full_precision)
{
    subject s;
    subject_new(&s);
    matrix full[NETWORK_PARAMETERS] = {{0}};
    for (int i = 0; i < s.net->parameter_count; i += 2) {
        full[i] = copy_of(&s.memory, s.net->parameters[i].value);
        matrix_fill(s.net->parameters[i].value, (real)0.25);
    }
    deployment d;
    deployment_begin(&d, AS_INTEGERS, s.net, full, &s.source);
    cr_expect(relative_distance(d.net->parameters[0].value, full[0]) < 0.01,
              "not the weights in full precision");
    cr_expect(same_bits(d.net->parameters[1].value, s.net->parameters[1].value),
              "not the network's biases");
    deployment_end(&d);
    subject_free(&s);
}
