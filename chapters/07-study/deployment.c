#include "deployment.h"

#include <sys/stat.h>

#include "inference_time.h"
#include "integer_file.h"
#include "sparse_file.h"
#include "sparse_network.h"
#include "weights.h"

enum { CAPACITY = 1024, SAMPLES = 1000 };

/* A network like the trained one, with weights in full precision and plain relus. */
static network *plain_twin(const network *trained, const matrix *weights)
{
    network *twin = network_new(trained->inputs, CAPACITY);
    for (int n = 0; n < trained->layer_count; n++)
        if (trained->layers[n].parameter_count > 0)
            network_add_dense(twin, trained->layers[n].outputs);
        else
            network_add_relu(twin);
    for (int i = 0; i < trained->parameter_count; i++) {
        bool kept = weights != NULL && weights[i].data != NULL;
        matrix_copy(twin->parameters[i].value,
                    kept ? weights[i] : trained->parameters[i].value);
    }
    return twin;
}

void deployment_begin(deployment *d, deployed_form form, network *trained,
                      const matrix *weights, image_source *train)
{
    *d = (deployment){.form = form, .trained = trained, .predict = network_predictor};
    if (form == AS_INTEGERS) {
        const fake_settings bytes = {.weights = {SCHEME_SYMMETRIC, 8, true, {MIN_MAX, 0}},
                                     .activation_bits = 8,
                                     .activations = {MIN_MAX, 0}};
        int images = train->images->count;
        d->net = plain_twin(trained, weights);
        fake_quantization_begin(&d->quantization, &bytes, d->net, train,
                                images < SAMPLES ? images : SAMPLES);
        d->integers = integer_network_of(&d->quantization, CAPACITY);
        d->predict = integer_predictor;
        d->model = d->integers;
    } else {
        kernel how = form == AS_SPARSE ? CSR_KERNEL : DENSE_KERNEL;
        d->net = sparse_network_new(trained, how, CAPACITY);
        d->model = d->net;
    }
}

void deployment_end(deployment *d)
{
    integer_network_free(d->integers);
    network_free(d->net);
    arena_free(&d->memory);
    *d = (deployment){0};
}

/* Of the three storages of chapter 4 the one that takes the fewest bytes. */
static storage smallest_storage(const network *net)
{
    storage best = STORE_DENSE;
    size_t fewest = SIZE_MAX;
    for (storage how = 0; how < STORAGES; how++) {
        size_t all = 0;
        for (int i = 0; i < net->parameter_count; i++)
            all += net->parameters[i].decays ? storage_bytes(&net->parameters[i], how) : 0;
        if (all < fewest) {
            best = how;
            fewest = all;
        }
    }
    return best;
}

long deployment_save(const deployment *d, const char *path)
{
    error e;
    struct stat status;
    bool saved;
    if (d->form == AS_INTEGERS)
        saved = integer_save(d->integers, path, &e);
    else if (d->form == AS_SPARSE)
        saved = sparse_weights_save(d->trained, smallest_storage(d->trained), path, &e);
    else
        saved = weights_save(d->trained, path, &e);
    if (!saved)
        fail("%s", e.text);
    if (stat(path, &status) != 0)
        fail("%s: is not there any more", path);
    return (long)status.st_size;
}

/* The losses are taken image by image, to know which class they belong to. */
static void add_losses(measurement *m, matrix logits, const uint8_t *labels, const loss *l)
{
    real column[DATASET_CLASSES], unused[DATASET_CLASSES];
    matrix one = {DATASET_CLASSES, 1, column}, gradient = {DATASET_CLASSES, 1, unused};
    for (int j = 0; j < logits.cols; j++) {
        for (int i = 0; i < DATASET_CLASSES; i++)
            column[i] = AT(logits, i, j);
        double value = l->value_and_gradient(l, one, labels + j, 1, gradient);
        m->class_loss[labels[j]] += value;
        m->all.loss_sum += value;
    }
}

measurement deployment_measure(deployment *d, const dataset *images, const loss *l)
{
    measurement m = {0};
    arena memory = {0};
    image_source source = image_source_new(&memory, images, d->net, IN_ORDER);
    for (int first = 0; first < images->count; first += CAPACITY) {
        int left = images->count - first;
        batch b = image_source_batch(&source, source.in_order + first,
                                     left < CAPACITY ? left : CAPACITY);
        matrix logits = d->predict(d->model, &b);
        evaluation_add(&m.all, logits, b.labels, 0);
        add_losses(&m, logits, b.labels, l);
    }
    arena_free(&memory);
    return m;
}

double deployment_seconds(deployment *d, const dataset *images)
{
    arena memory = {0};
    image_source source = image_source_new(&memory, images, d->net, ANY_ORDER);
    double seconds = inference_seconds(d->predict, d->model, &source, 1);
    arena_free(&memory);
    return seconds;
}

/* Of weights or of those that are not 0. */
static long count_weights(const network *net, bool all)
{
    long count = 0;
    for (int i = 0; i < net->parameter_count; i++) {
        matrix value = net->parameters[i].value;
        for (size_t k = 0; net->parameters[i].decays && k < matrix_size(value); k++)
            count += all || value.data[k] != 0;
    }
    return count;
}

long deployment_products(const deployment *d)
{
    if (d->form == AS_INTEGERS)
        return (long)integer_network_products(d->integers);
    return count_weights(d->trained, d->form == AS_FLOATS);
}

double deployment_zeros(const deployment *d)
{
    return 1 - (double)count_weights(d->trained, false) /
                   (double)count_weights(d->trained, true);
}
