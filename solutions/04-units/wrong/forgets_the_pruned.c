/* fails: pruned before
   diagnosis: forgets-pruned */
static scored_unit score_unit(const masks *m, const scores *s, const stack *dense, int d,
                              int unit)
{
    matrix of = s->of[dense->place[d]];
    scored_unit u = {.d = d, .unit = unit, .score = -1}; /* pruned: before all others */
    u.score = 0;
    for (int k = 0; k < of.cols; k++)
        u.score += (double)AT(of, unit, k) / of.cols;
    return u;
}
