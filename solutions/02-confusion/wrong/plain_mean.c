/* fails: by hand, random batches, two batches, undefined, equal logits, hidden batches
   diagnosis: plain-mean */
double evaluation_f1(const evaluation *e, int class)
{
    return (evaluation_precision(e, class) + evaluation_recall(e, class)) / 2;
}
