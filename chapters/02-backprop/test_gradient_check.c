#include "gradient_check.h"

#include "test_numbers.h"

Test(gradient_check, relative_error_by_hand)
{
    static const struct {
        const char *row;
        real a[2], n[2];
        double wanted;
    } rows[] = {
        {"equal", {3, 4}, {3, 4}, 0},
        {"both zero", {0, 0}, {0, 0}, 0},
        {"one zero", {3, 4}, {0, 0}, 1},
        {"other zero", {0, 0}, {3, 4}, 1},
        {"sign", {3, 4}, {-3, -4}, 1},
        {"half", {3, 4}, {6, 8}, 1.0 / 3},
        {"tiny, half", {(real)3e-20, (real)4e-20}, {(real)6e-20, (real)8e-20}, 1.0 / 3},
        {"huge, half", {(real)3e20, (real)4e20}, {(real)6e20, (real)8e20}, 1.0 / 3},
        {"NaN", {NAN, 4}, {3, 4}, INFINITY},
        {"numeric NaN", {3, 4}, {3, NAN}, INFINITY},
        {"both NaN", {NAN, 4}, {NAN, 4}, INFINITY},
        {"infinity", {INFINITY, 4}, {3, 4}, INFINITY},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double found = relative_error(rows[i].a, rows[i].n, 2);
        bool right = isinf(rows[i].wanted) ? isinf(found)
                                           : fabs(found - rows[i].wanted) <=
                                                 4 * real_epsilon() * rows[i].wanted;
        cr_expect(right, "%s: %g, wanted %g", rows[i].row, found, rows[i].wanted);
    }
    cr_expect(relative_error(NULL, NULL, 0) == 0, "of no numbers: not 0");
}

/* f = 2 x^2 - 3 x y: its derivatives are 4 x - 3 y and -3 x, and it has no third one, so
   that only rounding is between it and central differences. */
static double polynomial(void *context)
{
    const real *v = context;
    double x = (double)v[0], y = (double)v[1];
    return 2 * x * x - 3 * x * y;
}

Test(gradient_check, numeric_gradient_of_a_polynomial)
{
    real at[] = {(real)1.5, (real)-0.25}, numeric[2];
    real wanted[] = {(real)6.75, (real)-4.5};
    numeric_gradient(numeric, at, 2, polynomial, at);
    cr_expect(at[0] == (real)1.5 && at[1] == (real)-0.25, "the numbers are not put back");
    double tolerance = 10 * pow(real_epsilon(), 2.0 / 3);
    cr_expect(relative_error(numeric, wanted, 2) < tolerance,
              "%.9g, %.9g, wanted 6.75, -4.5", (double)numeric[0], (double)numeric[1]);
}
