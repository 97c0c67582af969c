/* fails: by hand, forward
   diagnosis: dilated */
static int row_seen(const strided *s, int k, int y, int x)
{
    int K = s->kernel, i = k / K % K, j = k % K;
    return row_of(s->in, k / (K * K), y + s->stride * i - s->padding,
                  x + s->stride * j - s->padding);
}
