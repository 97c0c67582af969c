/* fails: by hand, gradient descent
   diagnosis: grows-back */
void masks_hold(const masks *m, optimizer *o)
{
    for (int i = 0; i < m->count; i++) {
        if (m->keep[i] == NULL)
            continue;
        size_t n = matrix_size(m->parameters[i].value);
        if (o == NULL)
            hold(m->parameters[i].value.data, m->keep[i], n);
        else
            hold(m->parameters[i].gradient.data, m->keep[i], n);
    }
}
