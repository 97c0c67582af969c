#include "forward.h"

#include <tgmath.h>

#include "error.h"
#include "matmul.h"

void images_to_columns(matrix x, const dataset *images, const int *which)
{
    int pixels = images->height * images->width;
    CHECK(x.rows == pixels, "%d rows for images of %d pixels", x.rows, pixels);
    const real scale = (real)1 / 255;
#pragma omp parallel for
    for (int k = 0; k < pixels; k++)
        for (int j = 0; j < x.cols; j++) {
            size_t image = (size_t)which[j];
            AT(x, k, j) = images->pixels[image * (size_t)pixels + (size_t)k] * scale;
        }
}

void dense(matrix z, matrix w, matrix x, matrix b)
{
    matmul(z, w, x);
    matrix_add_column(z, z, b);
}

void relu(matrix a, matrix z)
{
    CHECK(matrix_size(a) == matrix_size(z), "%zu outputs for %zu inputs", matrix_size(a),
          matrix_size(z));
    for (size_t i = 0; i < matrix_size(z); i++)
        a.data[i] = z.data[i] > 0 ? z.data[i] : 0;
}

static void softmax_column(matrix p, matrix z, int j)
{
    real largest = AT(z, 0, j);
    for (int i = 1; i < z.rows; i++)
        largest = AT(z, i, j) > largest ? AT(z, i, j) : largest;

    real sum = 0;
    for (int i = 0; i < z.rows; i++) {
        AT(p, i, j) = exp(AT(z, i, j) - largest);
        sum += AT(p, i, j);
    }
    for (int i = 0; i < z.rows; i++)
        AT(p, i, j) /= sum;
}

void softmax(matrix p, matrix z)
{
    CHECK(p.rows == z.rows && p.cols == z.cols, "probabilities %d x %d of logits %d x %d",
          p.rows, p.cols, z.rows, z.cols);
#pragma omp parallel for if (z.cols > 256)
    for (int j = 0; j < z.cols; j++)
        softmax_column(p, z, j);
}

int count_correct(const int *guesses, const uint8_t *labels, int count)
{
    int correct = 0;
    for (int j = 0; j < count; j++)
        correct += guesses[j] == labels[j];
    return correct;
}
