/* fails: by hand, of each layer, of all units
   diagnosis: outgoing */
static scored_unit score_unit(const masks *m, const scores *s, const stack *dense, int d,
                              int unit)
{
    matrix own = s->of[dense->place[d]], of = s->of[dense->place[d + 1]];
    scored_unit u = {.d = d, .unit = unit, .score = -1};
    if (row_is_pruned(m->keep[dense->place[d]], own.cols, unit))
        return u;
    u.score = 0;
    for (int i = 0; i < of.rows; i++)
        u.score += (double)AT(of, i, unit) / of.rows;
    return u;
}
