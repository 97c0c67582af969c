/* fails: product by hand, products
   diagnosis: not-zeroed */
void two_of_four_times_vector(matrix y, const two_of_four *w, matrix x)
{
    const real *value = w->value;
    const uint8_t *place = w->place;
    for (int i = 0; i < w->rows; i++) {
        real sum = y.data[i];
        for (int g = 0; g < w->groups; g++, value += KEPT_OF, place++) {
            const real *group = x.data + (size_t)g * GROUP_OF;
            sum += value[0] * group[*place & 3] + value[1] * group[*place >> 2 & 3];
        }
        y.data[i] = sum;
    }
}
