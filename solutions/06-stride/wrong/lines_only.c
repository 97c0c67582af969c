/* fails: by hand, forward
   diagnosis: one-direction */
static int row_seen(const strided *s, int k, int y, int x)
{
    int K = s->kernel, i = k / K % K, j = k % K;
    return row_of(s->in, k / (K * K), s->stride * y + i - s->padding, x + j - s->padding);
}
