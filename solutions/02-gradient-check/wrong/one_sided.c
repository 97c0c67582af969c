/* fails: by hand, gradients, hidden gradients
   diagnosis: one-sided */
void numeric_gradient(real *numeric, real *numbers, size_t count, scalar_function *f,
                      void *context)
{
    const real h = step_size();
    for (size_t k = 0; k < count; k++) {
        real kept = numbers[k];
        double here = f(context);
        numbers[k] = kept + h;
        double above = f(context);
        numbers[k] = kept;
        numeric[k] = (real)((above - here) / (double)h);
    }
}
