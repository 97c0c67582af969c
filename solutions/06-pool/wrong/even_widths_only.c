/* fails: odd planes, hidden numbers
   diagnosis: odd-width */
static size_t first_row(const pool *s, int line)
{
    return (size_t)(2 * line * 2 * s->out.width); /* as though nothing were left out */
}
