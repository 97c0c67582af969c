/*
 * Chapter 1: a network that has not learned anything yet looks at handwritten digits.
 *
 * The program reads images, shows some of them with the network's opinion, counts how often
 * it is right by chance, and times the obvious matrix product beside the fast one.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "clock.h"
#include "dataset.h"
#include "error.h"
#include "forward.h"
#include "matmul.h"
#include "mlp.h"
#include "options.h"
#include "output_file.h"
#include "picture.h"
#include "threads.h"
#include "table_file.h"

enum { HIDDEN = 10, DIGITS = 10, SHOWN = 5 };

static int shown = SHOWN;

static const struct poptOption own_options[] = {
    {"show", 0, POPT_ARG_INT | POPT_ARGFLAG_SHOW_DEFAULT, &shown, 0,
     "how many digits to show, 0 to 10", "N"},
    POPT_TABLEEND,
};

static const program about = {
    .name = "01-forward",
    .about =
        "Shows handwritten digits to a network with random weights, 784-10-10, and prints\n"
        "what it thinks of them: nothing yet. Then times two matrix products that give\n"
        "the same result, the three loops of the formula and the tiled one used from here\n"
        "on.",
    .examples = "01-forward                       the bundled digits\n"
                "01-forward --show 10 --seed 7    other weights, other opinions\n"
                "01-forward --data DIR            MNIST's files, or a CSV, from DIR\n"
                "01-forward --out run             the figures as well in run/forward.csv\n",
    .further = own_options,
    .no_training = true,
};

typedef struct measurements {
    size_t parameters;
    int images, correct;
    double forward_seconds;                                     /* all test images */
    double operations, naive_seconds, fast_seconds, difference; /* of the two products */
} measurements;

/* The largest `count` probabilities of column j, as "7 (31 %), 3 (22 %)". */
static void print_opinion(matrix p, int j, int count)
{
    bool said[DIGITS] = {false};
    for (int n = 0; n < count; n++) {
        int best = -1;
        for (int i = 0; i < p.rows; i++)
            if (!said[i] && (best < 0 || AT(p, i, j) > AT(p, best, j)))
                best = i;
        said[best] = true;
        printf("%s%d (%.0f %%)", n > 0 ? ", " : "", best, 100 * (double)AT(p, best, j));
    }
}

static void show_digits(const dataset *test, matrix p)
{
    int pixels = test->height * test->width;
    for (int j = 0; j < shown && j < test->count; j++) {
        const uint8_t *image = test->pixels + (size_t)j * (size_t)pixels;
        picture_print(stdout, &image, 1, test->height, test->width, 0);
        printf("This is a %d. The network says: ", test->labels[j]);
        print_opinion(p, j, 3);
        printf(".\n\n");
    }
}

/* Guesses for all test images at once: the whole set is one matrix, a column an image. */
static void test_network(const mlp *net, const dataset *test, measurements *found)
{
    arena memory = {0};
    matrix x = matrix_new(&memory, test->height * test->width, test->count);
    matrix hidden = matrix_new(&memory, HIDDEN, test->count);
    matrix p = matrix_new(&memory, DIGITS, test->count);
    int *order = arena_alloc(&memory, (size_t)test->count, sizeof *order);
    int *guesses = arena_alloc(&memory, (size_t)test->count, sizeof *guesses);
    for (int j = 0; j < test->count; j++)
        order[j] = j;

    images_to_columns(x, test, order);
    double start = clock_seconds();
    mlp_forward(net, x, hidden, p);
    found->forward_seconds = clock_seconds() - start;
    matrix_argmax(guesses, p);
    found->images = test->count;
    found->correct = count_correct(guesses, test->labels, test->count);
    show_digits(test, p);
    printf("A forward pass over %d images took %.1f ms.\n", test->count,
           1000 * found->forward_seconds);
    arena_free(&memory);
}

typedef void product(matrix c, matrix a, matrix b);

/* The shortest of some runs: everything that disturbs a run makes it longer. */
static double best_time(product *multiply, matrix c, matrix a, matrix b, int runs)
{
    double best = INFINITY;
    for (int run = 0; run < runs; run++) {
        double start = clock_seconds();
        multiply(c, a, b);
        best = fmin(best, clock_seconds() - start);
    }
    return best;
}

static double largest_difference(matrix a, matrix b)
{
    double largest = 0;
    for (size_t i = 0; i < matrix_size(a); i++)
        largest = fmax(largest, fabs((double)a.data[i] - (double)b.data[i]));
    return largest;
}

/* Both products on the same 128 x 784 weights and 784 x 128 images. */
static void compare_products(rng *r, measurements *found)
{
    enum { UNITS = 128, PIXELS = 784, IMAGES = 128 };
    arena memory = {0};
    matrix a = matrix_new(&memory, UNITS, PIXELS), b = matrix_new(&memory, PIXELS, IMAGES);
    matrix slow = matrix_new(&memory, UNITS, IMAGES),
           fast = matrix_new(&memory, UNITS, IMAGES);
    for (size_t i = 0; i < matrix_size(a); i++)
        a.data[i] = (real)(rng_uniform(r) - 0.5);
    for (size_t i = 0; i < matrix_size(b); i++)
        b.data[i] = (real)rng_uniform(r);

    found->operations = 2.0 * UNITS * PIXELS * IMAGES;
    found->naive_seconds = best_time(matmul_naive, slow, a, b, 3);
    found->fast_seconds = best_time(matmul, fast, a, b, 20);
    found->difference = largest_difference(slow, fast);
    printf("\nMultiplying %d x %d by %d x %d, %.1f million operations:\n", UNITS, PIXELS,
           PIXELS, IMAGES, 1e-6 * found->operations);
    arena_free(&memory);
}

static void print_products(const measurements *found)
{
    double naive = found->naive_seconds, fast = found->fast_seconds;
    printf("  three loops  %8.2f ms  %6.1f billion operations a second\n", 1000 * naive,
           1e-9 * found->operations / naive);
    printf(
        "  tiles        %8.2f ms  %6.1f billion operations a second, %.0f times faster\n",
        1000 * fast, 1e-9 * found->operations / fast, naive / fast);
    printf("  largest difference between the results: %.1g\n\n", found->difference);
}

/* The same figures for other programs to read: one row of forward.csv. */
static void write_measurements(const char *directory, const measurements *found)
{
    const double row[] = {
        (double)found->parameters, found->images,     found->correct,
        found->forward_seconds,    found->operations, found->naive_seconds,
        found->fast_seconds,       found->difference};
    error e;
    table_file table;
    if (!output_directory(directory, &e) ||
        !table_open(&table, directory, "forward.csv",
                    "parameters,images,correct,forward_seconds,operations,naive_seconds,"
                    "fast_seconds,difference",
                    &e) ||
        !table_row(&table, row, &e))
        fail("%s", e.text);
    table_free(&table);
}

int main(int argc, const char **argv)
{
    threads_wait_briefly(argv);
    options o = {.seed = 1};
    options_parse(&o, &about, argc, argv);
    if (shown < 0 || shown > 10)
        fail_usage("--show %d: expected 0 to 10", shown);

    error e;
    dataset train, test;
    if (!dataset_read_pair(&train, &test, o.data != NULL ? o.data : BUNDLED_DIGITS, &e))
        fail("%s", e.text);

    arena memory = {0};
    rng weights = rng_new((uint64_t)o.seed, 0), numbers = rng_new((uint64_t)o.seed, 1);
    mlp net = mlp_new(&memory, test.height * test.width, HIDDEN, DIGITS, &weights);
    measurements found = {.parameters = mlp_parameters(&net)};
    printf("A network 784-10-10 with %zu random parameters.\n\n", found.parameters);
    test_network(&net, &test, &found);
    compare_products(&numbers, &found);
    print_products(&found);
    if (o.out != NULL)
        write_measurements(o.out, &found);
    printf("test accuracy %.4f (%d/%d)\n", (double)found.correct / found.images,
           found.correct, found.images);

    arena_free(&memory);
    dataset_free(&train);
    dataset_free(&test);
    options_free(&o);
    return 0;
}
