/* fails: of all units, hidden networks
   diagnosis: sum */
static scored_unit score_unit(const masks *m, const scores *s, const stack *dense, int d,
                              int unit)
{
    matrix of = s->of[dense->place[d]];
    scored_unit u = {.d = d, .unit = unit, .score = -1}; /* pruned: before all others */
    if (row_is_pruned(m->keep[dense->place[d]], of.cols, unit))
        return u;
    u.score = 0;
    for (int k = 0; k < of.cols; k++)
        u.score += (double)AT(of, unit, k);
    return u;
}
