/* fails: by hand, gradients, hidden gradients
   diagnosis: not-put-back */
void numeric_gradient(real *numeric, real *numbers, size_t count, scalar_function *f,
                      void *context)
{
    const real h = step_size();
    for (size_t k = 0; k < count; k++) {
        numbers[k] += h;
        double above = f(context);
        numbers[k] -= 2 * h;
        double below = f(context);
        numbers[k] += h;
        numeric[k] = (real)((above - below) / (2 * (double)h));
    }
}
