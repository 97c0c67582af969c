/* fails: by hand, of each layer, of all units
   diagnosis: own-column */
static void prune_unit(masks *m, const stack *s, int d, int unit)
{
    matrix own = s->dense[d]->value, next = s->dense[d + 1]->value;
    for (int i = 0; i < own.rows && unit < own.cols; i++)
        m->keep[s->place[d]][(size_t)i * (size_t)own.cols + (size_t)unit] = 0;
    for (int i = 0; i < next.rows; i++)
        m->keep[s->place[d + 1]][(size_t)i * (size_t)next.cols + (size_t)unit] = 0;
}
