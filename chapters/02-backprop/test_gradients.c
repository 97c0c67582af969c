/* variant: double */
/* Every gradient of chapter 2 against central differences, and that wrong ones are seen. */
#include "forward.h"
#include "gradient_check.h"
#include "image_source.h"
#include "loss.h"
#include "test_networks.h"

static const double TOLERANCE = 1e-6;

/* A layer by itself: one number, the sum of upstream * forward(x), depends on all of it. */
typedef struct bench {
    layer *l;
    matrix x, y, upstream;
} bench;

static double weighted_sum(void *context)
{
    bench *b = context;
    b->l->type->forward(b->l, b->x, b->y, true);
    double sum = 0;
    for (size_t i = 0; i < matrix_size(b->y); i++)
        sum += b->upstream.data[i] * b->y.data[i];
    return sum;
}

static double error_of(matrix analytic, matrix at, scalar_function *f, void *context)
{
    arena memory = {0};
    real *numeric = arena_alloc(&memory, matrix_size(at), sizeof *numeric);
    numeric_gradient(numeric, at.data, matrix_size(at), f, context);
    double off = relative_error(analytic.data, numeric, matrix_size(at));
    arena_free(&memory);
    return off;
}

/* Checks dx and every parameter of a network's first layer on m random columns. */
static void check_layer(network *net, int m, rng *r)
{
    layer *l = &net->layers[0];
    bench b = {l, random_matrix(&net->memory, l->inputs, m, r),
               matrix_new(&net->memory, l->outputs, m),
               random_matrix(&net->memory, l->outputs, m, r)};
    for (size_t i = 0; i < matrix_size(b.x); i++) /* away from the kink of relu */
        b.x.data[i] += b.x.data[i] < 0 ? (real)-0.1 : (real)0.1;
    randomize(net, 1);
    weighted_sum(&b);
    network_zero_gradients(net);
    matrix dx = matrix_new(&net->memory, l->inputs, m);
    l->type->backward(l, b.x, b.y, b.upstream, dx);

    double off = error_of(dx, b.x, weighted_sum, &b);
    cr_expect(off < TOLERANCE, "%s %d-%d, %d columns: dx is off by %g", l->type->name,
              l->inputs, l->outputs, m, off);
    for (int i = 0; i < l->parameter_count; i++) {
        parameter *p = &l->parameters[i];
        off = error_of(p->gradient, p->value, weighted_sum, &b);
        cr_expect(off < TOLERANCE, "%s %d-%d, %d columns: %s is off by %g", l->type->name,
                  l->inputs, l->outputs, m, p->name, off);
    }
}

static const struct {
    int inputs, outputs, columns;
} sizes[] = {{1, 1, 1}, {5, 1, 3}, {1, 4, 6}, {7, 9, 5}, {20, 17, 33}};
enum { SIZES = sizeof sizes / sizeof *sizes };

Test(gradients, dense_layer)
{
    rng r = rng_new(1, 0);
    for (int s = 0; s < SIZES; s++) {
        network *net = network_new(sizes[s].inputs, sizes[s].columns);
        network_add_dense(net, sizes[s].outputs);
        check_layer(net, sizes[s].columns, &r);
        network_free(net);
    }
}

Test(gradients, relu_layer)
{
    rng r = rng_new(2, 0);
    for (int s = 0; s < SIZES; s++) {
        network *net = network_new(sizes[s].inputs, sizes[s].columns);
        network_add_relu(net);
        check_layer(net, sizes[s].columns, &r);
        network_free(net);
    }
}

/* A layer adds to its parameters' gradients: twice backward is twice the gradient. */
Test(gradients, add_up)
{
    rng r = rng_new(3, 0);
    network *net = network_new(6, 4);
    network_add_dense(net, 5);
    randomize(net, 2);
    layer *l = &net->layers[0];
    matrix x = random_matrix(&net->memory, 6, 4, &r),
           dy = random_matrix(&net->memory, 5, 4, &r);
    l->type->backward(l, x, dy, dy, (matrix){0});
    matrix once[] = {copy_of(&net->memory, net->parameters[0].gradient),
                     copy_of(&net->memory, net->parameters[1].gradient)};
    l->type->backward(l, x, dy, dy, (matrix){0});
    for (int i = 0; i < 2; i++)
        for (size_t k = 0; k < matrix_size(once[i]); k++) {
            real twice = net->parameters[i].gradient.data[k];
            cr_expect(fabs(twice - 2 * once[i].data[k]) <= 1e-15 * fabs(twice),
                      "%s, number %zu: %g, then %g", net->parameters[i].name, k,
                      once[i].data[k], twice);
        }
    network_free(net);
}

static const int architectures[][TEST_HIDDEN] = {{0}, {1}, {10}, {7, 5}, {17, 9, 6}};
enum { ARCHITECTURES = sizeof architectures / sizeof *architectures };

enum { HEIGHT = 6, WIDTH = 5, IMAGES = 7 };

/* The three ways in which a first layer reads images. */
typedef enum way { COLUMNS, LISTS, IN_TILES, WAYS } way;
static const char *const ways[WAYS] = {"columns", "lists", "tiles"};

/* A network with a batch of random images. */
typedef struct subject {
    arena memory;
    dataset images;
    network *net;
    image_source source;
    batch b;
    matrix upstream;
} subject;

static void subject_new(subject *s, const int *hidden, way how)
{
    *s = (subject){0};
    rng r = rng_new(11, 0);
    s->images = random_images(&s->memory, IMAGES, HEIGHT, WIDTH, &r);
    s->net = network_of(HEIGHT * WIDTH, hidden, TILE_IMAGES);
    randomize(s->net, 12);
    s->source = image_source_new(&s->memory, &s->images, s->net,
                                 how == IN_TILES ? IN_ORDER : ANY_ORDER);
    s->b = image_source_batch(&s->source, s->source.in_order, IMAGES);
    s->upstream = random_matrix(&s->memory, DATASET_CLASSES, IMAGES, &r);
    if (how == COLUMNS) {
        s->b.sparse = (sparse_batch){0};
        s->b.x = matrix_new(&s->memory, HEIGHT * WIDTH, IMAGES);
        images_to_columns(s->b.x, &s->images, s->source.in_order);
    }
}

static void subject_free(subject *s)
{
    network_free(s->net);
    arena_free(&s->memory);
}

/* Central differences mean nothing across a kink: no input of a relu may be near 0. */
static void expect_no_kink(const network *net, int count)
{
    for (int n = 1; n < net->layer_count; n++) {
        if (net->layers[n].type != &relu_layer)
            continue;
        matrix z = matrix_narrow(net->outputs[n - 1], count);
        for (size_t i = 0; i < matrix_size(z); i++)
            cr_assert(fabs(z.data[i]) > 1e-4,
                      "layer %d: %g is too near 0; use another seed", n, z.data[i]);
    }
}

Test(gradients, whole_networks)
{
    for (int a = 0; a < ARCHITECTURES; a++)
        for (way how = 0; how < WAYS; how++) {
            subject s;
            subject_new(&s, architectures[a], how);
            network_forward(s.net, &s.b, true);
            expect_no_kink(s.net, IMAGES);
            double errors[NETWORK_PARAMETERS];
            double largest = gradient_check(s.net, &s.b, s.upstream, errors);
            double wanted = 0;
            for (int i = 0; i < s.net->parameter_count; i++) {
                cr_expect(errors[i] < TOLERANCE, "architecture %d, %s: %s is off by %g", a,
                          ways[how], s.net->parameters[i].name, errors[i]);
                wanted = fmax(wanted, errors[i]);
            }
            cr_expect(largest == wanted, "the largest error is %g, not %g", wanted,
                      largest);
            subject_free(&s);
        }
}

static void propagate(subject *s, double share)
{
    network_zero_gradients(s->net);
    matrix logits = network_forward(s->net, &s->b, true);
    cross_entropy.value_and_gradient(&cross_entropy, logits, s->b.labels, share,
                                     network_logit_gradient(s->net, IMAGES));
    network_backward(s->net, &s->b);
}

static double mean_loss(void *context)
{
    subject *s = context;
    matrix logits = network_forward(s->net, &s->b, true);
    return cross_entropy.value_and_gradient(&cross_entropy, logits, s->b.labels,
                                            1.0 / IMAGES,
                                            network_logit_gradient(s->net, IMAGES));
}

Test(gradients, mean_loss_of_whole_networks)
{
    for (int a = 0; a < ARCHITECTURES; a++)
        for (way how = 0; how < WAYS; how++) {
            subject s;
            subject_new(&s, architectures[a], how);
            propagate(&s, 1.0 / IMAGES);
            expect_no_kink(s.net, IMAGES);
            for (int i = 0; i < s.net->parameter_count; i++) {
                parameter *p = &s.net->parameters[i];
                double off =
                    error_of(copy_of(&s.memory, p->gradient), p->value, mean_loss, &s);
                cr_expect(off < TOLERANCE, "architecture %d, %s: %s is off by %g", a,
                          ways[how], p->name, off);
            }
            subject_free(&s);
        }
}

Test(gradients, lists_and_tiles_and_unpacked_images_agree)
{
    for (int a = 0; a < ARCHITECTURES; a++) {
        subject s[WAYS];
        for (way how = 0; how < WAYS; how++) {
            subject_new(&s[how], architectures[a], how);
            propagate(&s[how], 1.0 / IMAGES);
        }
        bool tiles = s[IN_TILES].net->layers[0].outputs <= DENSE_FEW_UNITS;
        cr_assert(s[COLUMNS].b.x.data != NULL && s[LISTS].b.sparse.lists != NULL &&
                      (s[IN_TILES].b.sparse.tiles != NULL) == tiles,
                  "architecture %d: batches of other kinds", a);
        for (int i = 0; i < s[LISTS].net->parameter_count; i++)
            for (way how = LISTS; how < WAYS; how++) {
                double off = relative_distance(s[how].net->parameters[i].gradient,
                                               s[COLUMNS].net->parameters[i].gradient);
                cr_expect(off < 1e-14, "architecture %d, %s: %s and columns differ by %g",
                          a, s[how].net->parameters[i].name, ways[how], off);
            }
        for (way how = 0; how < WAYS; how++)
            subject_free(&s[how]);
    }
}

typedef struct logit_bench {
    matrix logits, scratch;
    const uint8_t *labels;
    double share;
} logit_bench;

static double loss_at_logits(void *context)
{
    logit_bench *b = context;
    return cross_entropy.value_and_gradient(&cross_entropy, b->logits, b->labels, b->share,
                                            b->scratch);
}

Test(gradients, cross_entropy_of_logits)
{
    static const int widths[] = {1, 2, 15, 16, 17, 65, 100};
    rng r = rng_new(4, 0);
    for (size_t w = 0; w < sizeof widths / sizeof *widths; w++) {
        arena memory = {0};
        int m = widths[w];
        dataset labelled = random_images(&memory, m, 1, 1, &r);
        logit_bench b = {random_matrix(&memory, 10, m, &r), matrix_new(&memory, 10, m),
                         labelled.labels, 0.1 + rng_uniform(&r)};
        for (size_t i = 0; i < matrix_size(b.logits); i++)
            b.logits.data[i] *= 5;
        loss_at_logits(&b);
        double off = error_of(copy_of(&memory, b.scratch), b.logits, loss_at_logits, &b);
        cr_expect(off < TOLERANCE, "%d columns: off by %g", m, off);
        arena_free(&memory);
    }
}

/* What a check is worth shows when something is wrong. */

static void flip_sign(matrix g)
{
    for (size_t i = 0; i < matrix_size(g); i++)
        g.data[i] = -g.data[i];
}

static void forget_mean(matrix g)
{
    for (size_t i = 0; i < matrix_size(g); i++)
        g.data[i] *= IMAGES;
}

static void sum_over_units(matrix g) /* as the report's bias */
{
    real sum = 0;
    for (size_t i = 0; i < matrix_size(g); i++)
        sum += g.data[i];
    matrix_fill(g, sum);
}

static void lose_one_number(matrix g)
{
    size_t largest = 0;
    for (size_t i = 1; i < matrix_size(g); i++)
        if (fabs(g.data[i]) > fabs(g.data[largest]))
            largest = i;
    g.data[largest] = 0;
}

static void divide_by_one_less(matrix g)
{
    for (size_t i = 0; i < matrix_size(g); i++)
        g.data[i] *= (real)IMAGES / (IMAGES - 1);
}

static void spoil_with_nan(matrix g)
{
    g.data[0] = NAN;
}

Test(gradients, corrupted_ones_are_seen)
{
    static const struct {
        const char *row;
        void (*corrupt)(matrix);
        double least; /* the relative error must reach it */
    } rows[] = {
        {"sign", flip_sign, 0.999},
        {"no 1/m", forget_mean, 0.7},
        {"1/(m-1)", divide_by_one_less, 0.05},
        {"one scalar", sum_over_units, 0.1},
        {"one number", lose_one_number, 0.005},
        {"NaN", spoil_with_nan, 0.999},
    };
    subject s;
    subject_new(&s, architectures[3], LISTS);
    propagate(&s, 1.0 / IMAGES);
    for (int i = 0; i < s.net->parameter_count; i++)
        for (size_t c = 0; c < sizeof rows / sizeof *rows; c++) {
            parameter *p = &s.net->parameters[i];
            matrix corrupted = copy_of(&s.memory, p->gradient);
            rows[c].corrupt(corrupted);
            double off = error_of(corrupted, p->value, mean_loss, &s);
            cr_expect(off >= rows[c].least, "%s in %s: the error is only %g", rows[c].row,
                      p->name, off);
        }
    subject_free(&s);
}

/* Layers whose backward is not the gradient of their forward. */

static void backward_flipped(layer *l, matrix x, matrix y, matrix dy, matrix dx)
{
    relu_layer.backward(l, x, y, dy, dx);
    flip_sign(dx);
}

static void backward_leaking(layer *l, matrix x, matrix y, matrix dy, matrix dx)
{
    (void)l;
    (void)x;
    for (size_t i = 0; i < matrix_size(y); i++)
        dx.data[i] = y.data[i] > 0 ? dy.data[i] : (real)0.01 * dy.data[i];
}

static void backward_not_a_number(layer *l, matrix x, matrix y, matrix dy, matrix dx)
{
    relu_layer.backward(l, x, y, dy, dx);
    dx.data[0] = NAN;
}

static void relu_forward(layer *l, matrix x, matrix y, bool training)
{
    relu_layer.forward(l, x, y, training);
}

Test(gradients, wrong_layers_are_seen)
{
    static const layer_type wrong[] = {
        {.name = "flipped", .forward = relu_forward, .backward = backward_flipped},
        {.name = "leaking", .forward = relu_forward, .backward = backward_leaking},
        {.name = "NaN", .forward = relu_forward, .backward = backward_not_a_number},
    };
    for (size_t w = 0; w < sizeof wrong / sizeof *wrong; w++) {
        subject s;
        subject_new(&s, architectures[2], LISTS);
        s.net->layers[1].type = &wrong[w];
        double errors[NETWORK_PARAMETERS];
        double largest = gradient_check(s.net, &s.b, s.upstream, errors);
        cr_expect(largest > 1e-4, "%s: the largest error is only %g", wrong[w].name,
                  largest);
        cr_expect(errors[0] > 1e-4, "%s: %s is off by only %g", wrong[w].name,
                  s.net->parameters[0].name, errors[0]);
        cr_expect(errors[2] < TOLERANCE, "%s: %s, above it, is off by %g", wrong[w].name,
                  s.net->parameters[2].name, errors[2]);
        subject_free(&s);
    }
}
