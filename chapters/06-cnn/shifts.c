#include "shifts.h"

#include <string.h>

#include "forward.h"
#include "vector_exp.h"

shift_model shift_model_new(network *net, int height, int width)
{
    return (shift_model){
        .net = net,
        .height = height,
        .width = width,
        .moved = matrix_new(&net->memory, net->inputs, net->capacity),
        .p = matrix_new(&net->memory, network_outputs(net), net->capacity),
        .mean = matrix_new(&net->memory, network_outputs(net), net->capacity),
    };
}

/* Row (y, x) of out = row (y - dy, x - dx) of the images, or paper from beyond their edge. */
static void move_images(matrix out, matrix images, int height, int width, int dy, int dx)
{
    size_t bytes = (size_t)images.cols * sizeof(real);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            int from_y = y - dy, from_x = x - dx;
            bool inside = from_y >= 0 && from_y < height && from_x >= 0 && from_x < width;
            real *row = &AT(out, y * width + x, 0);
            if (inside)
                memcpy(row, &AT(images, from_y * width + from_x, 0), bytes);
            else
                memset(row, 0, bytes);
        }
}

matrix shift_predictor(void *model, const batch *b)
{
    enum { SHIFTS = 5 };
    static const int moves[SHIFTS][2] = {{0, 0}, {0, 1}, {0, -1}, {1, 0}, {-1, 0}};
    shift_model *s = model;
    matrix moved = matrix_narrow(s->moved, b->count), p = matrix_narrow(s->p, b->count),
           mean = matrix_narrow(s->mean, b->count);
    matrix_fill(mean, 0);
    for (int i = 0; i < SHIFTS; i++) {
        move_images(moved, b->x, s->height, s->width, moves[i][0], moves[i][1]);
        batch shifted = *b;
        shifted.x = moved;
        softmax(p, network_forward(s->net, &shifted, false));
        for (size_t k = 0; k < matrix_size(mean); k++)
            mean.data[k] += p.data[k] / SHIFTS;
    }
    for (size_t k = 0; k < matrix_size(mean); k++)
        mean.data[k] = log(mean.data[k] + (real)1e-30); /* of 0 there is none */
    return mean;
}
