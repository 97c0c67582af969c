/* fails: by hand, loss and slope
   diagnosis: multiplies */
static column_sums sums_of(matrix logits, int j, double t)
{
    column_sums s = {.largest = (double)AT(logits, 0, j)};
    for (int i = 1; i < logits.rows; i++)
        s.largest = fmax(s.largest, (double)AT(logits, i, j));
    for (int i = 0; i < logits.rows; i++) {
        double z = (double)AT(logits, i, j), e = exp((z - s.largest) * t);
        s.exps += e;
        s.weighted += e * z;
    }
    return s;
}
