/* fails: padding, back, hidden shapes, memory
   diagnosis: padding-scaled */
static int row_seen(const strided *s, int k, int y, int x)
{
    int K = s->kernel, i = k / K % K, j = k % K;
    return row_of(s->in, k / (K * K), s->stride * (y - s->padding) + i,
                  s->stride * (x - s->padding) + j);
}
