/* fails: by hand, momentum
   diagnosis: remembers */
void masks_hold(const masks *m, optimizer *o)
{
    (void)o;
    for (int i = 0; i < m->count; i++) {
        if (m->keep[i] == NULL)
            continue;
        size_t n = matrix_size(m->parameters[i].value);
        hold(m->parameters[i].value.data, m->keep[i], n);
    }
}
