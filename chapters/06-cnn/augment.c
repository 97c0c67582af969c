#include "augment.h"

#include <math.h>

#include "error.h"
#include "forward.h"

augmentation augmentation_of(double strength, int epochs, uint64_t seed)
{
    return (augmentation){.rotation = 15 * strength,
                          .scale = 0.15 * strength,
                          .shear = 0.15 * strength,
                          .shift = 2 * strength,
                          .epochs = epochs,
                          .seed = seed};
}

static double draw(rng *r, double most)
{
    return most * (2 * rng_uniform(r) - 1);
}

warp warp_draw(const augmentation *s, int image, int epoch)
{
    /* Seeds that lie far apart, one for each time that an image is seen. */
    enum { STREAM = 3 };
    uint64_t time = ((uint64_t)epoch << 32) + (uint64_t)image + 1;
    rng r = rng_new(s->seed + 0x9e3779b97f4a7c15u * time, STREAM);
    const double pi = 3.14159265358979323846;
    double angle = draw(&r, s->rotation) * pi / 180, sine = sin(angle), cosine = cos(angle);
    double across = 1 + draw(&r, s->scale), down = 1 + draw(&r, s->scale);
    double lean = draw(&r, s->shear);
    /* First lean and stretch, then turn: (cosine -sine; sine cosine) (across lean; 0 down). */
    return (warp){.a = cosine * across,
                  .b = cosine * lean - sine * down,
                  .c = sine * across,
                  .d = sine * lean + cosine * down,
                  .e = draw(&r, s->shift),
                  .f = draw(&r, s->shift)};
}

enum { PADDED = AUGMENT_SIDE + 3 };

/* The image as numbers from 0 to 1, with a frame of paper around it: one line above and on
   the left, two below and on the right, where a pixel at the edge still has four around it. */
static void frame(real padded[PADDED][PADDED], const uint8_t *image, int height, int width)
{
    for (int y = 0; y < height + 3; y++)
        for (int x = 0; x < width + 3; x++) {
            bool inside = y > 0 && y <= height && x > 0 && x <= width;
            padded[y][x] = inside ? (real)image[(y - 1) * width + x - 1] / 255 : 0;
        }
}

static inline real clamp(real x, real high)
{
    return x < 0 ? 0 : x > high ? high : x;
}

void warp_image(real *out, const uint8_t *image, int height, int width, warp w)
{
    CHECK(height <= AUGMENT_SIDE && width <= AUGMENT_SIDE, "an image of %d x %d", height,
          width);
    real padded[PADDED][PADDED];
    frame(padded, image, height, width);
    const real *numbers = padded[0];
    real middle_x = (real)(width - 1) / 2, middle_y = (real)(height - 1) / 2;
    real a = (real)w.a, b = (real)w.b, c = (real)w.c, d = (real)w.d;
    for (int y = 0; y < height; y++) {
        /* Where the line's middle comes from, in the padded image. */
        real from_x = b * ((real)y - middle_y) + (real)w.e + middle_x + 1;
        real from_y = d * ((real)y - middle_y) + (real)w.f + middle_y + 1;
        for (int x = 0; x < width; x++) {
            real u = clamp(a * ((real)x - middle_x) + from_x, (real)(width + 1));
            real v = clamp(c * ((real)x - middle_x) + from_y, (real)(height + 1));
            int left = (int)u, above = (int)v;
            const real *four = numbers + above * PADDED + left;
            real right = u - (real)left, below = v - (real)above;
            real upper = four[0] + right * (four[1] - four[0]);
            real lower = four[PADDED] + right * (four[PADDED + 1] - four[PADDED]);
            out[y * width + x] = upper + below * (lower - upper);
        }
    }
}

void augment(void *settings, matrix x, const dataset *images, const int *which, int epoch)
{
    enum { BLOCK = 16 }; /* images that share the cache lines of x */
    if (epoch >= ((const augmentation *)settings)->epochs) {
        images_to_columns(x, images, which);
        return;
    }
    int pixels = images->height * images->width;
    CHECK(x.rows == pixels, "%d rows for images of %d pixels", x.rows, pixels);
#pragma omp parallel for
    for (int first = 0; first < x.cols; first += BLOCK) {
        real warped[BLOCK][AUGMENT_SIDE * AUGMENT_SIDE];
        int count = x.cols - first < BLOCK ? x.cols - first : BLOCK;
        for (int j = 0; j < count; j++) {
            int image = which[first + j];
            warp_image(warped[j], images->pixels + (size_t)image * (size_t)pixels,
                       images->height, images->width, warp_draw(settings, image, epoch));
        }
        for (int k = 0; k < pixels; k++)
            for (int j = 0; j < count; j++)
                AT(x, k, first + j) = warped[j][k];
    }
}
