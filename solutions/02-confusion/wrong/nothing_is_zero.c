/* fails: undefined, hidden batches
   diagnosis: nothing-is-zero */
double evaluation_f1(const evaluation *e, int class)
{
    int whole = taken_for(e, class) + are(e, class);
    return whole > 0 ? 2.0 * e->confusion[class][class] / whole : 0;
}
