/* fails: huge logits
   diagnosis: overflow */
double temperature_loss(matrix logits, const uint8_t *labels, double t)
{
    double loss = 0;
    for (int j = 0; j < logits.cols; j++) {
        double sum = 0;
        for (int i = 0; i < logits.rows; i++)
            sum += exp((double)AT(logits, i, j) / t);
        loss += log(sum) - (double)AT(logits, labels[j], j) / t;
    }
    return loss / logits.cols;
}
