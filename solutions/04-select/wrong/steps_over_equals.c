/* fails: long and equal
   diagnosis: time-out */
real select_smallest(real *a, size_t n, size_t k)
{
    size_t first = 0, last = n - 1;
    while (first < last) {
        real pivot = median_of_three(a[first], a[(first + last) / 2], a[last]);
        for (size_t i = first; i <= last; i++)
            if (a[i] >= pivot && a[i] <= pivot) {
                a[i] = a[last];
                break;
            }
        size_t place = first;
        for (size_t i = first; i < last; i++)
            if (a[i] < pivot) {
                real swapped = a[i];
                a[i] = a[place];
                a[place++] = swapped;
            }
        a[last] = a[place];
        a[place] = pivot;
        if (k == place)
            break;
        if (k < place)
            last = place - 1;
        else
            first = place + 1;
    }
    return a[k];
}
