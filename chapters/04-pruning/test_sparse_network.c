#include "sparse_network.h"

#include "inference_time.h"
#include "test_masks.h"

/* Every kernel, one image at a time and several: the logits of the masked network. */
Test(sparse_network, says_what_the_network_says)
{
    static const double sparsities[] = {0, 0.5, 0.92, 1};
    for (kernel how = 0; how < KERNELS; how++)
        for (int i = 0; i < 4; i++)
            for (int at_once = 1; at_once <= 10; at_once += 9) {
                bench b;
                bench_new(&b, GD);
                pruner p = pruner_new(b.net, MAGNITUDE, GLOBAL, 1);
                pruner_prune(&p, sparsities[i]);
                network *sparse = sparse_network_new(b.net, how, at_once);
                image_source source =
                    image_source_new(&sparse->memory, &b.images, sparse, IN_ORDER);
                for (int first = 0; first < 40; first += at_once) {
                    const int *which = source.in_order + first;
                    batch ours = image_source_batch(&source, which, at_once);
                    batch theirs = image_source_batch(&b.source, which, at_once);
                    double off = relative_distance(network_predictor(sparse, &ours),
                                                   network_predictor(b.net, &theirs));
                    cr_expect(off < 20 * real_epsilon(),
                              "kernel %d, %g pruned, %d at once, image %d: off by %g", how,
                              sparsities[i], at_once, first, off);
                }
                network_free(sparse);
                bench_free(&b);
            }
}

/* Layers of other kinds are run from where they are. */
static void negate_forward(layer *l, matrix x, matrix y, bool learning)
{
    (void)learning;
    for (size_t i = 0; i < matrix_size(y); i++)
        y.data[i] = *(real *)l->state * x.data[i];
}

Test(sparse_network, borrows_other_layers)
{
    static const layer_type negate = {.name = "negate", .forward = negate_forward};
    static real factor = -1;
    arena memory = {0};
    rng r = rng_new(1, 0);
    network *net = network_new(6, 4);
    network_add(net, &negate, 6)->state = &factor;
    network_add_dense(net, 10);
    randomize(net, 1);
    network *sparse = sparse_network_new(net, CSR_KERNEL, 4);
    batch b = {.count = 4, .x = random_matrix(&memory, 6, 4, &r)};
    matrix wanted = copy_of(&memory, network_forward(net, &b, false));
    double off = relative_distance(network_forward(sparse, &b, false), wanted);
    cr_expect(off < 4 * real_epsilon(), "off by %g", off);
    factor = 1; /* of the original, not of a copy */
    cr_expect(relative_distance(network_forward(sparse, &b, false), wanted) > 0.1,
              "a copy was made");
    network_free(sparse);
    network_free(net);
    arena_free(&memory);
}

/* One evaluation for all: the same confusion matrix. */
Test(sparse_network, is_evaluated_like_any_other)
{
    bench b;
    bench_new(&b, GD);
    bench_train(&b, 5, 0.1);
    network *sparse = sparse_network_new(b.net, SPARSE_KERNEL, 10);
    image_source source = image_source_new(&sparse->memory, &b.images, sparse, IN_ORDER);
    evaluation ours = evaluate_network(sparse, &source, &cross_entropy);
    evaluation theirs = evaluate_network(b.net, &b.source, &cross_entropy);
    cr_expect(ours.count == 40 &&
                  memcmp(ours.confusion, theirs.confusion, sizeof ours.confusion) == 0,
              "%d of %d right, wanted %d of %d", evaluation_correct(&ours), ours.count,
              evaluation_correct(&theirs), theirs.count);
    network_free(sparse);
    bench_free(&b);
}

static matrix slow_predictor(void *model, const batch *b)
{
    int *calls = model;
    (*calls)++;
    volatile double x = 0;
    for (int i = 0; i < 20000; i++)
        x = x + 1;
    return (matrix){DATASET_CLASSES, b->count, NULL};
}

Test(inference_time, is_of_one_image)
{
    bench b;
    bench_new(&b, GD);
    int calls = 0;
    double one = inference_seconds(slow_predictor, &calls, &b.source, 1);
    cr_expect(calls % 40 == 0 && calls > 0, "%d calls for 40 images", calls);
    double ten = inference_seconds(slow_predictor, &calls, &b.source, 10);
    cr_expect(one > 1e-6 && one < 0.1, "%g s", one);
    cr_expect(ten < one / 2, "a tenth of a call takes %g s, a call %g", ten, one);
    cr_expect(isnan(inference_seconds(slow_predictor, &calls, &b.source, 41)),
              "a time for more images than there are");
    bench_free(&b);
}
