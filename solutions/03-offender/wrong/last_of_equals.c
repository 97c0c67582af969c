/* fails: at the kink
   diagnosis: last-of-equals */
static int worst_offender(matrix logits, int label, int j)
{
    int worst = label == 0 ? 1 : 0;
    for (int i = worst + 1; i < logits.rows; i++) {
        bool larger = AT(logits, i, j) >= AT(logits, worst, j) || isnan(AT(logits, i, j));
        if (i != label && larger)
            worst = i;
    }
    return worst;
}
