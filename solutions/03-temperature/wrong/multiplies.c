/* fails: by hand, loss and slope, huge logits
   diagnosis: multiplies */
double temperature_loss(matrix logits, const uint8_t *labels, double t)
{
    double loss = 0;
    for (int j = 0; j < logits.cols; j++) {
        double largest = largest_logit(logits, j), sum = 0;
        for (int i = 0; i < logits.rows; i++)
            sum += exp(((double)AT(logits, i, j) - largest) * t);
        loss += log(sum) + (largest - (double)AT(logits, labels[j], j)) * t;
    }
    return loss / logits.cols;
}

double temperature_slope(matrix logits, const uint8_t *labels, double t)
{
    double slope = 0;
    for (int j = 0; j < logits.cols; j++) {
        double largest = largest_logit(logits, j), right = (double)AT(logits, labels[j], j);
        double sum = 0,
               lead = 0; /* of the others over the right one, each with its weight */
        for (int i = 0; i < logits.rows; i++) {
            double z = (double)AT(logits, i, j), e = exp((z - largest) * t);
            sum += e;
            lead += e * (z - right);
        }
        slope += lead / sum;
    }
    return slope / logits.cols;
}
