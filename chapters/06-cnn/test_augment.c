#include "augment.h"

#include <omp.h>

#include "forward.h"
#include "test_networks.h"

enum { SIDE = 5 };

/* A cross: a line down the middle and one across. */
static const uint8_t cross[SIDE * SIDE] = {0, 0,   255, 0,   0,   0,   0, 255, 0,
                                           0, 255, 255, 255, 255, 255, 0, 0,   255,
                                           0, 0,   0,   0,   255, 0,   0};

static void expect_pixel(const char *what, const real *out, int y, int x, double wanted)
{
    double got = (double)out[y * SIDE + x];
    cr_expect(fabs(got - wanted) < 1e-5, "%s: pixel (%d, %d) is %g, wanted %g", what, y, x,
              got, wanted);
}

Test(augment, nothing_changes_nothing)
{
    real out[SIDE * SIDE];
    warp_image(out, cross, SIDE, SIDE, (warp){.a = 1, .d = 1});
    for (int i = 0; i < SIDE * SIDE; i++)
        cr_expect(fabs((double)out[i] - cross[i] / 255.0) < 1e-6, "pixel %d: %g", i,
                  (double)out[i]);
}

Test(augment, shift_by_hand)
{
    real out[SIDE * SIDE];
    /* Each pixel comes from a quarter to the right of it, and one line above. */
    warp_image(out, cross, SIDE, SIDE, (warp){.a = 1, .d = 1, .e = 0.25, .f = -1});
    expect_pixel("shift", out, 0, 2, 0);    /* from above the image: paper */
    expect_pixel("shift", out, 1, 2, 0.75); /* three quarters of the line, one of paper */
    expect_pixel("shift", out, 1, 1, 0.25);
    expect_pixel("shift", out, 3, 0, 1); /* the line across is a line further down */
    expect_pixel("shift", out, 3, 4,
                 0.75); /* from over the right edge, a quarter of paper */
}

Test(augment, a_quarter_turn_and_a_mirror)
{
    real out[SIDE * SIDE];
    static const uint8_t corner[SIDE * SIDE] = {255};
    warp_image(out, corner, SIDE, SIDE, (warp){.b = -1, .c = 1});
    expect_pixel("turn", out, 0, 4, 0);
    expect_pixel("turn", out, 4, 0, 1);
    expect_pixel("turn", out, 0, 0, 0);
    expect_pixel("turn", out, 4, 4, 0);
    warp_image(out, corner, SIDE, SIDE, (warp){.a = -1, .d = 1});
    expect_pixel("mirror", out, 0, 4, 1);
    expect_pixel("mirror", out, 0, 0, 0);
}

Test(augment, far_away_is_paper)
{
    static const warp far[] = {
        {1, 0, 0, 1, 100, 0}, {1, 0, 0, 1, 0, -100}, {9, 0, 0, 9, 30, 30}};
    for (size_t i = 0; i < sizeof far / sizeof *far; i++) {
        real out[SIDE * SIDE];
        warp_image(out, cross, SIDE, SIDE, far[i]);
        for (int k = 0; k < SIDE * SIDE; k++)
            cr_expect(out[k] == 0, "warp %zu: pixel %d is %g", i, k, (double)out[k]);
    }
}

static const augmentation settings = {
    .rotation = 10, .scale = 0.1, .shear = 0.2, .shift = 1.5, .seed = 4, .epochs = 4};

Test(augment, draws_within_its_limits)
{
    double least = INFINITY, most = -INFINITY, sum = 0;
    enum { DRAWS = 4000 };
    for (int i = 0; i < DRAWS; i++) {
        warp w = warp_draw(&settings, i, 3);
        double angle = atan2(w.c, w.a) * 180 / 3.14159265358979;
        double across = hypot(w.a, w.c), area = w.a * w.d - w.b * w.c;
        cr_expect(fabs(angle) <= 10 && fabs(across - 1) <= 0.1 + 1e-9 &&
                      fabs(area / across - 1) <= 0.1 + 1e-9 && fabs(w.e) <= 1.5 &&
                      fabs(w.f) <= 1.5,
                  "image %d: angle %g, across %g, down %g, moved %g %g", i, angle, across,
                  area / across, w.e, w.f);
        least = fmin(least, angle);
        most = fmax(most, angle);
        sum += angle;
    }
    cr_expect(least < -9.8 && most > 9.8 && fabs(sum / DRAWS) < 0.5,
              "angles from %g to %g, %g on average", least, most, sum / DRAWS);
}

Test(augment, depends_on_seed_epoch_and_image_alone)
{
    augmentation other = settings;
    other.seed = 5;
    warp w = warp_draw(&settings, 7, 2), again = warp_draw(&settings, 7, 2);
    cr_expect(memcmp(&w, &again, sizeof w) == 0, "the same draw is another");
    warp others[] = {warp_draw(&settings, 8, 2), warp_draw(&settings, 7, 3),
                     warp_draw(&other, 7, 2)};
    for (int i = 0; i < 3; i++)
        cr_expect(w.a != others[i].a && w.e != others[i].e, "draw %d is the same", i);
}

Test(augment, same_bits_with_any_number_of_threads)
{
    enum { IMAGES = 37 };
    arena a = {0};
    rng r = rng_new(1, 0);
    dataset images = random_images(&a, IMAGES, 28, 28, &r);
    int which[IMAGES];
    for (int i = 0; i < IMAGES; i++)
        which[i] = IMAGES - 1 - i;
    matrix first = {0}, plain = matrix_new(&a, 784, IMAGES);
    images_to_columns(plain, &images, which);
    for (int threads = 1; threads <= 4; threads++) {
        omp_set_num_threads(threads);
        matrix x = matrix_new(&a, 784, IMAGES);
        augment((void *)(uintptr_t)&settings, x, &images, which, 1);
        if (threads == 1)
            first = x;
        cr_expect(same_bits(first, x), "%d threads", threads);
        cr_expect(relative_distance(plain, x) > 0.1, "nothing was changed");
    }
    /* After its epochs, images are as they are. */
    matrix last = matrix_new(&a, 784, IMAGES);
    augment((void *)(uintptr_t)&settings, last, &images, which, 4);
    cr_expect(same_bits(last, plain), "in the last epoch the images are not as they are");
    arena_free(&a);
}
