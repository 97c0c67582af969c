/* fails: by hand, loss and slope, huge logits
   diagnosis: batch */
double temperature_loss(matrix logits, const uint8_t *labels, double t)
{
    double loss = 0;
    for (int j = 0; j < logits.cols; j++) {
        double largest = largest_logit(logits, j), sum = 0;
        for (int i = 0; i < logits.rows; i++)
            sum += exp(((double)AT(logits, i, j) - largest) / t);
        loss += log(sum) + (largest - (double)AT(logits, labels[j], j)) / t;
    }
    return loss;
}

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
        slope += expected / sum - (double)AT(logits, labels[j], j);
    }
    return slope;
}
