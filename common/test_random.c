#include "random.h"

#include <criterion/criterion.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "test_size.h"

enum { MANY_DRAWS = 1000000, FEW_DRAWS = 50000 };

/* The first numbers that the author's own demo prints (pcg-random.org, pcg32-demo). */
Test(random, gives_the_published_numbers)
{
    static const uint32_t published[] = {0xa15c02b7, 0x7b47f409, 0xba1d3330,
                                         0x83d2f293, 0xbfa4784b, 0xcbed606e};
    rng r = rng_new(42, 54);
    for (size_t i = 0; i < sizeof published / sizeof *published; i++) {
        uint32_t x = rng_next(&r);
        cr_assert(x == published[i], "number %zu is %08x", i, (unsigned)x);
    }
}

/* The recurrence, once more and with other words: 64-bit state, output by shift and rotation. */
Test(random, follows_the_recurrence)
{
    rng r = rng_new(7, 3);
    uint64_t state = (7 + (3 << 1 | 1)) * UINT64_C(6364136223846793005) + (3 << 1 | 1);
    for (int i = 0; i < 1000; i++) {
        uint32_t mixed = (uint32_t)((state ^ state >> 18) >> 27), wanted = mixed;
        for (uint64_t turn = state >> 59; turn > 0; turn--)
            wanted = wanted >> 1 | wanted << 31;
        uint32_t x = rng_next(&r);
        cr_assert(x == wanted, "number %d is %08x, wanted %08x", i, (unsigned)x,
                  (unsigned)wanted);
        state = state * UINT64_C(6364136223846793005) + (3 << 1 | 1);
    }
}

Test(random, same_seed_same_numbers_other_seed_others)
{
    rng a = rng_new(1, 0), b = rng_new(1, 0), c = rng_new(2, 0), d = rng_new(1, 1);
    int seed_equal = 0, stream_equal = 0;
    for (int i = 0; i < 1000; i++) {
        uint32_t x = rng_next(&a);
        cr_assert(x == rng_next(&b), "number %d differs", i);
        seed_equal += x == rng_next(&c);
        stream_equal += x == rng_next(&d);
    }
    cr_assert(seed_equal <= 1 && stream_equal <= 1, "%d and %d of 1000 are equal",
              seed_equal, stream_equal);
}

/* Five standard deviations either way: with a fixed seed the outcome is the same for ever. */
static void expect_moments(const char *what, double (*draw)(rng *), const double moments[4],
                           const double variances[4])
{
    const int draws = test_size(MANY_DRAWS, FEW_DRAWS);
    rng r = rng_new(11, 0);
    double sums[4] = {0};
    for (int i = 0; i < draws; i++) {
        double x = draw(&r), power = 1;
        for (int k = 0; k < 4; k++)
            sums[k] += power *= x;
    }
    for (int k = 0; k < 4; k++) {
        double mean = sums[k] / draws, allowed = 5 * sqrt(variances[k] / draws);
        cr_expect(fabs(mean - moments[k]) < allowed, "%s: moment %d is %.6f, wanted %.6f",
                  what, k + 1, mean, moments[k]);
    }
}

/* E x^k = 1 / (k+1), and the variance of x^k is 1 / (2k+1) - 1 / (k+1)^2. */
Test(random, uniform_has_its_moments)
{
    static const double moments[] = {1 / 2., 1 / 3., 1 / 4., 1 / 5.};
    static const double variances[] = {1 / 3. - 1 / 4., 1 / 5. - 1 / 9., 1 / 7. - 1 / 16.,
                                       1 / 9. - 1 / 25.};
    expect_moments("uniform", rng_uniform, moments, variances);
}

/* E x^k = 0, 1, 0, 3, and the variance of x^k is 1, 3 - 1, 15, 105 - 9. */
Test(random, normal_has_its_moments)
{
    static const double moments[] = {0, 1, 0, 3};
    static const double variances[] = {1, 2, 15, 96};
    expect_moments("normal", rng_normal, moments, variances);
}

/* Box and Muller's formula, from the uniform numbers that a copy draws. */
Test(random, normal_is_box_and_mullers)
{
    rng r = rng_new(13, 0), copy = r;
    for (int i = 0; i < 1000; i++) {
        double u = rng_uniform(&copy), v = rng_uniform(&copy);
        double wanted = sqrt(-2 * log1p(-u)) * cos(2 * acos(-1) * v), x = rng_normal(&r);
        cr_assert(fabs(x - wanted) < 1e-12, "draw %d is %.15f, wanted %.15f", i, x, wanted);
    }
}

/* Beyond z lies 1 - Phi(z) on either side: the tails are neither cut nor heavy. */
Test(random, normal_has_its_tails)
{
    const int draws = test_size(MANY_DRAWS, FEW_DRAWS);
    rng r = rng_new(12, 0);
    int above[4] = {0}, below[4] = {0};
    for (int i = 0; i < draws; i++) {
        double x = rng_normal(&r);
        cr_assert(isfinite(x), "draw %d is not finite", i);
        for (int z = 1; z <= 3; z++) {
            above[z] += x > z;
            below[z] += x < -z;
        }
    }
    for (int z = 1; z <= 3; z++) {
        double wanted = draws * erfc(z / sqrt(2)) / 2, allowed = 5 * sqrt(wanted);
        cr_expect(fabs(above[z] - wanted) < allowed, "%d above %d, wanted %.0f", above[z],
                  z, wanted);
        cr_expect(fabs(below[z] - wanted) < allowed, "%d below -%d, wanted %.0f", below[z],
                  z, wanted);
    }
}

Test(random, uniform_stays_below_1_in_steps_of_2_to_the_minus_53)
{
    rng r = rng_new(3, 0);
    int odd = 0;
    for (int i = 0; i < 100000; i++) {
        double x = rng_uniform(&r), steps = x * 0x1p53;
        cr_assert(x >= 0 && x < 1 && steps == floor(steps), "draw %d is %a", i, x);
        odd += fmod(steps, 2) == 1;
    }
    cr_assert(odd > 49000 && odd < 51000, "the last bit is set %d times of 100000", odd);
}

/*
 * With n = 3 * 2^30 the plain remainder x % n would give the first third of the numbers half
 * of the time. Chi-squared with 2 degrees of freedom stays below 23 with odds of 1 in 10^5.
 */
Test(random, below_is_unbiased)
{
    const int draws = test_size(300000, FEW_DRAWS);
    rng r = rng_new(4, 0);
    int counts[3] = {0};
    for (int i = 0; i < draws; i++) {
        uint32_t x = rng_below(&r, 3u << 30);
        cr_assert(x < 3u << 30, "%u", (unsigned)x);
        counts[x >> 30]++;
    }
    double chi_squared = 0;
    for (int k = 0; k < 3; k++)
        chi_squared += pow(counts[k] - draws / 3., 2) / (draws / 3.);
    cr_assert(chi_squared < 23, "chi-squared %.1f: %d %d %d", chi_squared, counts[0],
              counts[1], counts[2]);
}

Test(random, below_reaches_every_number)
{
    rng r = rng_new(5, 0);
    static const uint32_t limits[] = {1, 2, 3, 10, 64, 1000};
    for (size_t i = 0; i < sizeof limits / sizeof *limits; i++) {
        uint32_t n = limits[i], reached = 0;
        bool seen[1000] = {false};
        for (int draw = 0; draw < 20000; draw++) {
            uint32_t x = rng_below(&r, n);
            cr_assert(x < n, "below %u: %u", (unsigned)n, (unsigned)x);
            reached += !seen[x];
            seen[x] = true;
        }
        cr_assert(reached == n, "below %u: only %u reached", (unsigned)n,
                  (unsigned)reached);
    }
    cr_assert(rng_below(&r, UINT32_MAX) < UINT32_MAX, "the largest limit");
}

/* All 24 orders of four things equally often: chi-squared, 23 degrees of freedom, 1 in 10^5. */
Test(random, shuffle_gives_each_order_equally_often)
{
    enum { DRAWS = 240000, ORDERS = 24, CELLS = 256 };
    rng r = rng_new(6, 0);
    int counts[CELLS] = {0}, orders = 0;
    for (int i = 0; i < DRAWS; i++) {
        int a[] = {0, 1, 2, 3};
        rng_shuffle(&r, a, 4);
        counts[a[0] << 6 | a[1] << 4 | a[2] << 2 | a[3]]++;
    }
    double chi_squared = 0;
    for (int k = 0; k < CELLS; k++)
        if (counts[k] > 0) {
            orders++;
            chi_squared +=
                pow(counts[k] - DRAWS / (double)ORDERS, 2) / (DRAWS / (double)ORDERS);
        }
    cr_assert(orders == ORDERS, "%d orders", orders);
    cr_assert(chi_squared < 64, "chi-squared %.1f", chi_squared);
}

Test(random, shuffle_keeps_what_it_is_given)
{
    enum { COUNT = 1000 };
    int a[COUNT];
    bool seen[COUNT] = {false};
    for (int i = 0; i < COUNT; i++)
        a[i] = i;
    rng r = rng_new(8, 0);
    rng_shuffle(&r, a, 0);
    rng_shuffle(&r, a, 1);
    for (int i = 0; i < COUNT; i++)
        cr_assert(a[i] == i, "nothing and one thing were shuffled");
    rng_shuffle(&r, a, COUNT);
    for (int i = 0; i < COUNT; i++) {
        cr_assert(a[i] >= 0 && a[i] < COUNT && !seen[a[i]], "%d is wrong or twice", a[i]);
        seen[a[i]] = true;
    }
}

/* Correlation of uniform numbers is 0 with a deviation of 1 / sqrt(count); five are allowed. */
static double correlation(rng *a, rng *b, int count)
{
    double sum = 0;
    for (int i = 0; i < count; i++)
        sum += (rng_uniform(a) - 0.5) * (rng_uniform(b) - 0.5);
    return 12 * sum / count;
}

Test(random, streams_are_independent)
{
    enum { COUNT = 100000, STREAMS = 4 };
    for (uint64_t i = 0; i < STREAMS; i++)
        for (uint64_t j = 0; j < i; j++) {
            rng a = rng_new(9, i), b = rng_new(9, j);
            double c = correlation(&a, &b, COUNT);
            cr_expect(fabs(c) < 5 / sqrt(COUNT), "streams %d and %d correlate: %.4f",
                      (int)i, (int)j, c);
        }
}

/* Drawing from one stream leaves another as it was: nothing is shared. */
Test(random, a_generator_is_a_value)
{
    rng a = rng_new(10, 0), copy = a, other = rng_new(10, 1);
    for (int i = 0; i < 100; i++)
        rng_next(&other);
    for (int i = 0; i < 100; i++)
        cr_assert(rng_next(&a) == rng_next(&copy), "number %d differs", i);
}
