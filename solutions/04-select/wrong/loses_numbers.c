/* fails: by hand, any numbers
   diagnosis: loses-numbers */
real select_smallest(real *a, size_t n, size_t k)
{
    ptrdiff_t first = 0, last = (ptrdiff_t)n - 1, sought = (ptrdiff_t)k;
    while (first < last) {
        real pivot = median_of_three(a[first], a[(first + last) / 2], a[last]);
        ptrdiff_t i = first, j = last;
        while (i <= j) {
            while (a[i] < pivot)
                i++;
            while (a[j] > pivot && j > first)
                j--;
            if (i <= j) {
                a[i] = a[j];
                a[j--] = a[i++];
            }
        }
        if (sought <= j)
            last = j;
        else if (sought >= i)
            first = i;
        else
            break;
    }
    return a[k];
}
