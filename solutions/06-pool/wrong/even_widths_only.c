/* fails: odd planes, hidden numbers
   diagnosis: odd-width */
static size_t first_row(const pool *s, int row)
{
    int x = row % s->out.width, y = row / s->out.width;
    return (size_t)(2 * y * 2 * s->out.width + 2 * x); /* as though nothing were left out */
}
