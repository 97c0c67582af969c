/* fails: equal logits, hidden batches
   diagnosis: last-of-equals */
void evaluation_add(evaluation *e, matrix logits, const uint8_t *labels, double loss_sum)
{
    e->count += logits.cols;
    e->loss_sum += loss_sum;
    for (int j = 0; j < logits.cols; j++) {
        int guess = 0;
        for (int i = 1; i < logits.rows; i++)
            if (AT(logits, i, j) >= AT(logits, guess, j))
                guess = i;
        e->confusion[labels[j]][guess]++;
    }
}
