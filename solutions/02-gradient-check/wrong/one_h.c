/* fails: by hand, gradients, hidden gradients
   diagnosis: factor */
void numeric_gradient(real *numeric, real *numbers, size_t count, scalar_function *f,
                      void *context)
{
    const real h = step_size();
    for (size_t k = 0; k < count; k++) {
        real kept = numbers[k];
        numbers[k] = kept + h;
        double above = f(context);
        numbers[k] = kept - h;
        double below = f(context);
        numbers[k] = kept;
        numeric[k] = (real)((above - below) / (double)h);
    }
}
