#include "spoil.h"

#include "test_networks.h"

enum { COUNT = 5000 };

/* Images of two pixels that say which image they were. */
static dataset numbered(arena *a, rng *r)
{
    dataset d = random_images(a, COUNT, 1, 2, r);
    for (int j = 0; j < COUNT; j++) {
        d.pixels[2 * j] = (uint8_t)(j / 256);
        d.pixels[2 * j + 1] = (uint8_t)(j % 256);
    }
    return d;
}

static int number_of(const dataset *d, int image)
{
    return 256 * d->pixels[2 * image] + d->pixels[2 * image + 1];
}

static dataset copy_of_dataset(arena *a, const dataset *d)
{
    dataset c = *d;
    c.pixels = arena_alloc(a, (size_t)d->count * 2, 1);
    c.labels = arena_alloc(a, (size_t)d->count, 1);
    memcpy(c.pixels, d->pixels, (size_t)d->count * 2);
    memcpy(c.labels, d->labels, (size_t)d->count);
    return c;
}

static void count_labels(int *counts, const dataset *d)
{
    memset(counts, 0, DATASET_CLASSES * sizeof *counts);
    for (int j = 0; j < d->count; j++)
        counts[d->labels[j]]++;
}

Test(spoil, balance_keeps_a_share_of_the_odd_digits)
{
    static const double shares[] = {1e-9, 0.01, 0.5, 1};
    for (int n = 0; n < 4; n++) {
        arena a = {0};
        rng r = rng_new(1, 0);
        dataset before = numbered(&a, &r), d = copy_of_dataset(&a, &before);
        int had[DATASET_CLASSES], has[DATASET_CLASSES];
        count_labels(had, &d);
        spoil_balance(&d, shares[n], &r);
        count_labels(has, &d);
        for (int c = 0; c < DATASET_CLASSES; c++) {
            int wanted = c % 2 == 1 ? (int)ceil(shares[n] * had[c]) : had[c];
            cr_expect(has[c] == wanted, "share %g: %d of digit %d, wanted %d", shares[n],
                      has[c], c, wanted);
        }
        for (int j = 0, last = -1; j < d.count; last = number_of(&d, j), j++) {
            cr_expect(number_of(&d, j) > last, "share %g: image %d after %d", shares[n],
                      number_of(&d, j), last);
            cr_expect(d.labels[j] == before.labels[number_of(&d, j)],
                      "share %g: image %d has another's label", shares[n],
                      number_of(&d, j));
        }
        arena_free(&a);
    }
}

Test(spoil, labels_become_others)
{
    static const double shares[] = {0, 0.1, 1};
    for (int n = 0; n < 3; n++) {
        arena a = {0};
        rng r = rng_new(2, 0);
        dataset before = numbered(&a, &r), d = copy_of_dataset(&a, &before);
        int said = spoil_labels(&d, shares[n], &r), changed = 0;
        int further[DATASET_CLASSES] = {0};
        for (int j = 0; j < COUNT; j++) {
            changed += d.labels[j] != before.labels[j];
            further[(d.labels[j] + 10 - before.labels[j]) % 10]++;
            cr_expect(d.labels[j] < 10 && number_of(&d, j) == j, "image %d", j);
        }
        cr_expect(changed == (int)lround(shares[n] * COUNT) && said == changed,
                  "share %g: %d changed, said %d", shares[n], changed, said);
        for (int c = 1; c < 10; c++)
            cr_expect(abs(further[c] - changed / 9) <= 5 * sqrt(changed / 9.0),
                      "share %g: %d labels are %d further, of %d", shares[n], further[c], c,
                      changed);
        arena_free(&a);
    }
}

/* Each image is as likely to be chosen as any other, whichever comes first. */
Test(spoil, chooses_evenly)
{
    enum { ROUNDS = 3000, IMAGES = 10 };
    int wrong[IMAGES] = {0};
    rng r = rng_new(3, 0);
    for (int n = 0; n < ROUNDS; n++) {
        uint8_t labels[IMAGES] = {0};
        dataset d = {.count = IMAGES, .labels = labels};
        cr_assert(spoil_labels(&d, 0.3, &r) == 3, "not 3 of 10");
        for (int j = 0; j < IMAGES; j++)
            wrong[j] += labels[j] != 0;
    }
    for (int j = 0; j < IMAGES; j++) /* deviation 25 */
        cr_expect(abs(wrong[j] - 900) < 125, "image %d: %d times of 3000", j, wrong[j]);
}

Test(spoil, touches_its_slice_alone)
{
    arena a = {0};
    rng r = rng_new(4, 0);
    dataset before = numbered(&a, &r), d = copy_of_dataset(&a, &before);
    dataset slice = dataset_slice(&d, 0, 3000);
    spoil_balance(&slice, 0.1, &r);
    spoil_labels(&slice, 0.5, &r);
    cr_expect(memcmp(d.labels + 3000, before.labels + 3000, COUNT - 3000) == 0, "labels");
    cr_expect(memcmp(d.pixels + 6000, before.pixels + 6000, 2 * (COUNT - 3000)) == 0,
              "pixels");
    cr_expect(slice.count < 3000 && d.count == COUNT, "%d, %d images", slice.count,
              d.count);
    arena_free(&a);
}

Test(spoil, is_the_same_for_the_same_seed)
{
    arena a = {0};
    rng r = rng_new(5, 0);
    dataset before = numbered(&a, &r);
    dataset spoiled[3];
    for (int n = 0; n < 3; n++) {
        rng seeded = rng_new(n < 2 ? 6 : 7, 3);
        spoiled[n] = copy_of_dataset(&a, &before);
        spoil_balance(&spoiled[n], 0.3, &seeded);
        spoil_labels(&spoiled[n], 0.1, &seeded);
    }
    size_t count = (size_t)spoiled[0].count;
    cr_expect(memcmp(spoiled[0].labels, spoiled[1].labels, count) == 0, "other labels");
    cr_expect(memcmp(spoiled[0].pixels, spoiled[1].pixels, 2 * count) == 0, "other images");
    cr_expect(memcmp(spoiled[0].pixels, spoiled[2].pixels, 2 * count) != 0,
              "another seed, the same images");
    arena_free(&a);
}
