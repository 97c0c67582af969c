#include "drawn_images.h"

#include "test_networks.h"

/* An image's number among the images that it was drawn from, by its first two pixels. */
static int number_of(const dataset *d, int image)
{
    const uint8_t *pixels = d->pixels + 4 * (size_t)image;
    return 256 * pixels[0] + pixels[1];
}

static dataset numbered(arena *a, int count)
{
    rng r = rng_new(1, 0);
    dataset d = random_images(a, count, 2, 2, &r);
    for (int i = 0; i < count; i++) {
        d.pixels[4 * i] = (uint8_t)(i / 256);
        d.pixels[4 * i + 1] = (uint8_t)i;
    }
    return d;
}

Test(drawn_images, each_once_with_its_label)
{
    arena a = {0};
    dataset d = numbered(&a, 700);
    rng r = rng_new(5, 3);
    dataset drawn = images_drawn(&a, &d, 400, &r);
    bool seen[700] = {false};
    int in_place = 0;
    cr_assert(drawn.count == 400 && drawn.height == 2 && drawn.width == 2, "the shape");
    for (int i = 0; i < drawn.count; i++) {
        int number = number_of(&drawn, i);
        cr_assert(number < 700 && !seen[number], "image %d has been drawn twice", number);
        seen[number] = true;
        in_place += number == i;
        cr_expect(drawn.labels[i] == d.labels[number], "image %d: another label", number);
    }
    cr_expect(in_place < 20, "%d images stayed where they were", in_place);
    arena_free(&a);
}

Test(drawn_images, the_seed_decides)
{
    arena a = {0};
    dataset d = numbered(&a, 700);
    unsigned long prints[3];
    for (int i = 0; i < 3; i++) {
        rng r = rng_new(i < 2 ? 5 : 6, 3);
        dataset drawn = images_drawn(&a, &d, 400, &r);
        prints[i] = images_fingerprint(&drawn);
    }
    cr_expect(prints[0] == prints[1], "one seed: %lx, then %lx", prints[0], prints[1]);
    cr_expect(prints[0] != prints[2], "two seeds: %lx", prints[0]);
    arena_free(&a);
}

Test(drawn_images, fingerprints_see_pixels_and_labels)
{
    arena a = {0};
    dataset d = numbered(&a, 20);
    unsigned long before = images_fingerprint(&d);
    d.pixels[79] ^= 1;
    unsigned long pixel = images_fingerprint(&d);
    d.pixels[79] ^= 1;
    d.labels[19] ^= 1;
    unsigned long label = images_fingerprint(&d);
    cr_expect(before != pixel && before != label && pixel != label, "%lx, %lx, %lx", before,
              pixel, label);
    arena_free(&a);
}

Test(drawn_images, a_thousand_for_development_or_a_fifth)
{
    static const int rows[][2] = {{42000, 1000}, {60000, 1000}, {5000, 1000},
                                  {4999, 999},   {200, 40},     {4, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_expect(development_images(rows[i][0]) == rows[i][1], "%d images: %d, wanted %d",
                  rows[i][0], development_images(rows[i][0]), rows[i][1]);
}
