/* The way back through rounded weights and through a rounding relu. */
#include "driver.h"
#include "fake_quantization.h"

/* A dense layer with a relu, under fake quantization that is not yet calibrated to anything. */
static network *rounded_network(fake_quantization *f, matrix w, int images)
{
    static const fake_settings settings = {
        .weights = {.scheme = SCHEME_SYMMETRIC, .bits = 8, .per_channel = true},
        .activation_bits = 8,
    };
    network *net = network_new(w.cols, images);
    network_add_dense(net, w.rows);
    network_add_relu(net);
    matrix_copy(net->parameters[DENSE_WEIGHT].value, w);
    fake_quantization_begin(f, &settings, net, NULL, 0);
    return net;
}

static void weights_back(arena *a, fake_quantization *f, network *net, matrix w)
{
    parameter *p = &net->parameters[DENSE_WEIGHT];
    matrix_copy(p->value, w); /* begun, it was rounded already */
    size_t rows;
    double *scales = case_numbers(a, "scales", &rows);
    for (size_t i = 0; i < rows; i++) {
        f->codes[0].quantizers[i].scale = scales[i];
        f->codes[0].quantizers[i].highest = (int)case_number("highest");
        f->codes[0].quantizers[i].lowest = -f->codes[0].quantizers[i].highest;
    }
    fake_quantization_round(f);
    matrix_copy(p->gradient, case_matrix(a, "gradient"));
    fake_quantization_restore(f);
    answer_matrix("gradient", p->gradient);
    answer_matrix("weights", p->value);
}

static void relu_back(arena *a, fake_quantization *f, network *net)
{
    layer *l = &net->layers[1];
    f->outputs[1] =
        (quantizer){.scale = case_number("scale"), .highest = (int)case_number("highest")};
    matrix x = case_matrix(a, "x"), dy = case_matrix(a, "dy");
    matrix y = matrix_new(a, x.rows, x.cols), dx = matrix_new(a, x.rows, x.cols);
    matrix_fill(dx, 7); /* what is there before is to be overwritten */
    l->type->forward(l, x, y, true);
    answer_matrix("y", y);
    l->type->backward(l, x, y, dy, (matrix){x.rows, x.cols, NULL});
    l->type->backward(l, x, y, dy, dx);
    answer_matrix("dx", dx);
}

void run_case(arena *a)
{
    bool relu = case_has("x");
    matrix x = case_matrix(a, relu ? "x" : "weights");
    fake_quantization f;
    network *net = rounded_network(&f, relu ? matrix_new(a, x.rows, 1) : x, x.cols);
    if (relu)
        relu_back(a, &f, net);
    else
        weights_back(a, &f, net, x);
    network_free(net);
}
