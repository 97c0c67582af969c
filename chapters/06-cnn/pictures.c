#include "pictures.h"

#include <math.h>
#include <stdlib.h>

#include "cnn_layers.h"
#include "error.h"
#include "output_file.h"
#include "picture.h"

enum { ACROSS = 12, ZOOM = 3, MOST = 120 };

static void write_sheet(const char *directory, const char *name,
                        const uint8_t *const *images, int count, volume shape, int across,
                        int zoom)
{
    error e;
    char *path = output_path(directory, name);
    if (!picture_write_png(path, images, count, shape.height, shape.width, across, zoom,
                           &e))
        fail("%s", e.text);
    free(path);
}

static void write_mistakes(training_run *r, const char *directory)
{
    arena memory = {0};
    const dataset *d = r->test.images;
    int *guesses = arena_alloc(&memory, (size_t)d->count, sizeof *guesses), count = 0;
    predict_all(guesses, network_predictor, r->net, &r->test, r->net->capacity);
    const uint8_t *images[MOST];
    double rows[MOST][3];
    for (int i = 0; i < d->count && count < MOST; i++)
        if (guesses[i] != d->labels[i]) {
            images[count] = d->pixels + (size_t)i * (size_t)(d->height * d->width);
            rows[count][0] = i;
            rows[count][1] = d->labels[i];
            rows[count++][2] = guesses[i];
        }
    if (count > 0)
        write_sheet(directory, "mistakes.png", images, count,
                    (volume){1, d->height, d->width}, ACROSS, 2);
    table_file table = {0};
    error e;
    if (!table_open(&table, directory, "mistakes.csv", "image,label,guess", &e) ||
        !table_rows(&table, rows[0], count, &e))
        fail("%s", e.text);
    table_free(&table);
    arena_free(&memory);
}

/* Each plane of numbers as an image, from `low` as paper to `high` as ink. */
static void write_planes(const char *directory, const char *name, const real *numbers,
                         volume v, real low, real high, int zoom)
{
    arena memory = {0};
    size_t size = (size_t)volume_size(v);
    uint8_t *pixels = arena_alloc(&memory, size, 1);
    const uint8_t **images = arena_alloc(&memory, (size_t)v.channels, sizeof *images);
    for (size_t i = 0; i < size; i++)
        pixels[i] = (uint8_t)lrint(255 * (double)((numbers[i] - low) / (high - low)));
    for (int c = 0; c < v.channels; c++)
        images[c] = pixels + c * volume_plane(v);
    write_sheet(directory, name, images, v.channels, v, v.channels / 2, zoom);
    arena_free(&memory);
}

static int first_convolution(const network *net)
{
    int n = 0;
    while (net->layers[n].type != &convolution_layer)
        n++;
    return n;
}

static void write_windows(const network *net, const char *directory)
{
    const layer *l = &net->layers[first_convolution(net)];
    const convolution *c = l->state;
    matrix w = l->parameters[CONVOLUTION_WEIGHT].value;
    real most = 0;
    for (size_t i = 0; i < matrix_size(w); i++)
        most =
            fabs((double)w.data[i]) > (double)most ? (real)fabs((double)w.data[i]) : most;
    write_planes(directory, "windows.png", w.data, (volume){w.rows, c->kernel, c->kernel},
                 -most, most, 8);
}

/* What leaves the layers that belong to the first convolution, for the first test image. */
static void write_features(training_run *r, const char *directory)
{
    network *net = r->net;
    int n = first_convolution(net);
    volume v = ((const convolution *)net->layers[n].state)->out;
    batch b = image_source_batch(&r->test, r->test.in_order, 1);
    network_forward(net, &b, false);
    while (n + 1 < net->layer_count && net->layers[n + 1].type != &pool_layer)
        n++;
    matrix y = matrix_narrow(net->outputs[n], 1);
    real low = y.data[0], high = y.data[0];
    for (size_t i = 0; i < matrix_size(y); i++) {
        low = y.data[i] < low ? y.data[i] : low;
        high = y.data[i] > high ? y.data[i] : high;
    }
    write_planes(directory, "features.png", y.data, v, low, high, ZOOM);
}

void pictures_write(training_run *r, const char *directory)
{
    write_mistakes(r, directory);
    write_windows(r->net, directory);
    write_features(r, directory);
}
