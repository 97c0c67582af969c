#include "driver.h"
#include "forward.h"

/* images: one image a row, as the data set has them; which: numbers of images. */
void run_case(arena *a)
{
    size_t bytes, count;
    uint8_t *pixels = case_bytes(a, "images", &bytes);
    double *wanted = case_numbers(a, "which", &count);
    dataset images = {.height = (int)case_number("height"),
                      .width = (int)case_number("width"),
                      .pixels = pixels};
    int size = images.height * images.width;
    images.count = (int)bytes / size;
    int *which = arena_alloc(a, count, sizeof *which);
    for (size_t j = 0; j < count; j++)
        which[j] = (int)wanted[j];

    matrix x = matrix_new(a, size, (int)count);
    matrix_fill(x, -9);
    images_to_columns(x, &images, which);
    answer_matrix("x", x);
}
