#include "optimizer.h"

#include <omp.h>
#include <stdio.h>

#include "network.h"
#include "test_numbers.h"
#include "test_oracle.h"

/* Of a trajectory (steps x numbers), the numbers after one step, in the shape of `like`. */
static matrix at_step(matrix trajectory, int step, matrix like)
{
    return (matrix){like.rows, like.cols, &AT(trajectory, step, 0)};
}

/* How far w has come from where it began. */
static matrix moved(arena *memory, matrix w, matrix from)
{
    matrix way = matrix_new(memory, w.rows, w.cols);
    for (size_t i = 0; i < matrix_size(w); i++)
        way.data[i] = w.data[i] - from.data[i];
    return way;
}

/* Five steps on the gradients of the oracle; how far is each from PyTorch's? */
static void check_trajectory(optimizer_kind kind, double decay, const char *name)
{
    arena memory = {0};
    tensor_file f = oracle_read("02-backprop", "optimizers.safetensors");
    static const char *const names[] = {"weight", "bias"};
    parameter p[2] = {{.decays = true}, {.decays = false}};
    matrix gradients[2], wanted[2], start[2];
    for (int i = 0; i < 2; i++) {
        char key[80];
        p[i].value = oracle_matrix(&memory, &f, names[i]);
        start[i] = copy_of(&memory, p[i].value);
        snprintf(key, sizeof key, "%s.gradients", names[i]);
        gradients[i] = oracle_matrix(&memory, &f, key);
        snprintf(key, sizeof key, "%s.%s", names[i], name);
        wanted[i] = oracle_matrix(&memory, &f, key);
    }
    optimizer o = optimizer_new(&memory, kind, p, 2);
    o.decay = decay;
    for (int step = 0; step < wanted[0].rows; step++) {
        for (int i = 0; i < 2; i++)
            p[i].gradient = at_step(gradients[i], step, p[i].value);
        optimizer_step(&o, 0.05);
        for (int i = 0; i < 2; i++) {
            matrix there = at_step(wanted[i], step, p[i].value);
            double off = relative_distance(p[i].value, there);
            cr_expect(off < 4 * real_epsilon(), "%s, step %d: %s is off by %g", name,
                      step + 1, names[i], off);
            off = relative_distance(moved(&memory, p[i].value, start[i]),
                                    moved(&memory, there, start[i]));
            cr_expect(off < 32 * real_epsilon(), "%s, step %d: %s moved, off by %g", name,
                      step + 1, names[i], off);
        }
    }
    cr_expect(o.steps == 5, "%s: %ld steps", name, o.steps);
    tensor_file_free(&f);
    arena_free(&memory);
}

Test(optimizer, trajectories_as_pytorch)
{
    for (optimizer_kind kind = 0; kind < OPTIMIZER_KINDS; kind++) {
        char name[40];
        check_trajectory(kind, 0, optimizer_names[kind]);
        snprintf(name, sizeof name, "%s.decay", optimizer_names[kind]);
        check_trajectory(kind, 0.1, name);
    }
}

/* One number with w = 1 and g = 0.5, twice, at a rate of 0.1. */
Test(optimizer, two_steps_by_hand)
{
    static const double wanted[OPTIMIZER_KINDS][2] = {
        [GD] = {0.95, 0.9},           /* 1 - 0.05, - 0.05 */
        [MOMENTUM] = {0.95, 0.855},   /* v = 0.5, then 0.45 + 0.5 */
        [NESTEROV] = {0.905, 0.7695}, /* g + 0.9 v = 0.95, then 1.355 */
        [ADAM] = {0.9, 0.8},          /* m / sqrt(s) = 1, both times */
    };
    for (optimizer_kind kind = 0; kind < OPTIMIZER_KINDS; kind++) {
        arena memory = {0};
        real w = 1, g = (real)0.5;
        parameter p = {.value = {1, 1, &w}, .gradient = {1, 1, &g}};
        optimizer o = optimizer_new(&memory, kind, &p, 1);
        for (int step = 0; step < 2; step++) {
            optimizer_step(&o, 0.1);
            cr_expect(fabs((double)w / wanted[kind][step] - 1) < 1e-6,
                      "%s, step %d: %.9g, wanted %.9g", optimizer_names[kind], step + 1,
                      (double)w, wanted[kind][step]);
        }
        cr_expect(g == (real)0.5, "%s changes the gradient", optimizer_names[kind]);
        arena_free(&memory);
    }
}

/* After it has forgotten, an optimizer steps as a new one does. */
Test(optimizer, forgets)
{
    for (optimizer_kind kind = 0; kind < OPTIMIZER_KINDS; kind++) {
        arena memory = {0};
        rng r = rng_new(2, 0);
        matrix w[2], g = random_matrix(&memory, 3, 4, &r);
        parameter p[2];
        optimizer o[2];
        for (int i = 0; i < 2; i++) {
            w[i] = matrix_new(&memory, 3, 4);
            p[i] = (parameter){.value = w[i], .gradient = g};
            o[i] = optimizer_new(&memory, kind, &p[i], 1);
        }
        for (int step = 0; step < 3; step++)
            optimizer_step(&o[0], 0.5);
        matrix_fill(w[0], 0);
        optimizer_forget(&o[0]);
        cr_expect(o[0].steps == 0 && o[0].kind == kind, "%s: %ld steps",
                  optimizer_names[kind], o[0].steps);
        for (int step = 0; step < 2; step++) {
            optimizer_step(&o[0], 0.1);
            optimizer_step(&o[1], 0.1);
            cr_expect(same_bits(w[0], w[1]), "%s remembers at step %d",
                      optimizer_names[kind], step + 1);
        }
        arena_free(&memory);
    }
}

Test(optimizer, only_what_decays_is_pulled)
{
    for (optimizer_kind kind = 0; kind < OPTIMIZER_KINDS; kind++) {
        arena memory = {0};
        real weight = 2, bias = 2, none[2] = {0};
        parameter p[] = {
            {.value = {1, 1, &weight}, .gradient = {1, 1, none}, .decays = true},
            {.value = {1, 1, &bias}, .gradient = {1, 1, none + 1}}};
        optimizer o = optimizer_new(&memory, kind, p, 2);
        o.decay = 0.25;
        optimizer_step(&o, 0.125);
        cr_expect(weight < 2 && weight > 0, "%s: the weight goes from 2 to %g",
                  optimizer_names[kind], (double)weight);
        cr_expect(bias == 2, "%s: the bias goes from 2 to %g", optimizer_names[kind],
                  (double)bias);
        arena_free(&memory);
    }
}

Test(optimizer, same_bits_with_any_number_of_threads)
{
    enum { NUMBERS = PARALLEL_SIZE + 100 };
    for (optimizer_kind kind = 0; kind < OPTIMIZER_KINDS; kind++) {
        arena memory = {0};
        matrix w[3];
        for (int t = 0; t < 3; t++) {
            rng r = rng_new(1, 0);
            omp_set_num_threads(1 << t);
            w[t] = random_matrix(&memory, 1, NUMBERS, &r);
            parameter p = {.value = w[t],
                           .gradient = random_matrix(&memory, 1, NUMBERS, &r)};
            optimizer o = optimizer_new(&memory, kind, &p, 1);
            for (int step = 0; step < 3; step++)
                optimizer_step(&o, 0.1);
            cr_expect(same_bits(w[t], w[0]), "%s: %d threads", optimizer_names[kind],
                      1 << t);
        }
        arena_free(&memory);
    }
}
