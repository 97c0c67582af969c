/*
 * A network of one or two dense layers (w1, w2; biases 0) and images, a column each, in bytes: the
 * scores of all weights by the gradients of cross-entropy, `capacity` images at a time.
 */
#include "criterion.h"
#include "driver.h"

static network *build(arena *a)
{
    matrix first = case_matrix(a, "w1");
    network *net = network_new(first.cols, (int)case_number("capacity"));
    network_add_dense(net, first.rows);
    matrix_copy(net->parameters[0].value, first);
    if (case_has("w2")) {
        matrix second = case_matrix(a, "w2");
        network_add_relu(net);
        network_add_dense(net, second.rows);
        matrix_copy(net->parameters[2].value, second);
    }
    return net;
}

static dataset images_of(arena *a)
{
    size_t count;
    matrix pixels = case_matrix(a, "images"); /* pixels x images */
    dataset d = {.count = pixels.cols, .height = 1, .width = pixels.rows};
    d.pixels = arena_alloc(a, matrix_size(pixels), 1);
    d.labels = case_bytes(a, "labels", &count);
    for (int j = 0; j < pixels.cols; j++)
        for (int i = 0; i < pixels.rows; i++)
            d.pixels[(size_t)j * (size_t)pixels.rows + (size_t)i] =
                (uint8_t)AT(pixels, i, j);
    return d;
}

void run_case(arena *a)
{
    network *net = build(a);
    dataset images = images_of(a);
    image_source source = image_source_new(a, &images, net, ANY_ORDER);
    masks m = masks_new(a, net->parameters, net->parameter_count);
    scores s = scores_new(a, &m);
    for (int i = 0; i < m.count; i++)
        matrix_fill(s.of[i], 3); /* of an earlier pruning */
    score_gradient(&s, &m, net, &source, &cross_entropy, (int)case_number("count"));
    answer_matrix("scores1", s.of[0]);
    if (case_has("w2"))
        answer_matrix("scores2", s.of[2]);
    network_free(net);
}
