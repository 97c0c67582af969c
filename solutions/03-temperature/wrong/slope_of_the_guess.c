/* fails: by hand, loss and slope, huge logits
   diagnosis: of-the-guess */
double temperature_slope(matrix logits, const uint8_t *labels, double t)
{
    double slope = 0;
    for (int j = 0; j < logits.cols; j++) {
        double largest = largest_logit(logits, j), sum = 0, expected = 0;
        for (int i = 0; i < logits.rows; i++) {
            double z = (double)AT(logits, i, j), e = exp((z - largest) / t);
            sum += e;
            expected += e * z;
        }
        slope += expected / sum - largest;
    }
    return slope / logits.cols;
}
