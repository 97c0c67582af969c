/* fails: infinite
   diagnosis: nan */
static void hold(real *numbers, const uint8_t *keep, size_t n)
{
    for (size_t k = 0; k < n; k++)
        numbers[k] *= keep[k];
}
