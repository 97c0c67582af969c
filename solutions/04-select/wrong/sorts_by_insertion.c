/* fails: long arrays
   diagnosis: time-out */
real select_smallest(real *a, size_t n, size_t k)
{
    for (size_t i = 1; i < n; i++)
        for (size_t j = i; j > 0 && a[j - 1] > a[j]; j--) {
            real swapped = a[j];
            a[j] = a[j - 1];
            a[j - 1] = swapped;
        }
    return a[k];
}
