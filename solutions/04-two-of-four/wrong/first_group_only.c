/* fails: product by hand, products
   diagnosis: first-group */
void two_of_four_times_vector(matrix y, const two_of_four *w, matrix x)
{
    const real *value = w->value;
    const uint8_t *place = w->place;
    for (int i = 0; i < w->rows; i++) {
        real sum = 0;
        for (int g = 0; g < w->groups; g++, value += KEPT_OF, place++) {
            const real *group = x.data;
            sum += value[0] * group[*place & 3] + value[1] * group[*place >> 2 & 3];
        }
        y.data[i] = sum;
    }
}
