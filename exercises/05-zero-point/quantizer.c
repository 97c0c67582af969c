#include "quantizer.h"

#include <math.h>

#include "error.h"

static quantizer symmetric(int bits, double low, double high)
{
    /* This is exercise 05-scale. */
    return (quantizer){.scale = 0};
}

static quantizer asymmetric(int bits, double low, double high)
{
    /* Your code here. */
    return (quantizer){.scale = 0};
}

quantizer quantizer_new(quantizer_kind kind, int bits, double low, double high)
{
    CHECK(bits >= 2 && bits <= QUANTIZER_MAX_BITS, "%d bits", bits);
    low = fmin(low, 0);
    high = fmax(high, 0);
    quantizer q =
        kind == ASYMMETRIC ? asymmetric(bits, low, high) : symmetric(bits, low, high);
    if (!(q.scale > 0))
        q.scale = 1;
    if (kind == Q_FORMAT)
        q.scale = exp2(ceil(log2(q.scale)));
    return q;
}

quantizer quantizer_report(int bits, bool truncates)
{
    int s = (1 << bits) - 1;
    return (quantizer){
        .scale = 1.0 / s, .lowest = -s, .highest = s, .truncates = truncates};
}

double quantizer_low(const quantizer *q)
{
    return dequantize(q, q->lowest);
}

double quantizer_high(const quantizer *q)
{
    return dequantize(q, q->highest);
}

int quantizer_bits(const quantizer *q)
{
    int bits = 1;
    while (q->highest - q->lowest >= 1 << bits)
        bits++;
    return bits;
}

/* Inline, so that the loop below becomes vector instructions. */
static inline int to_whole(const quantizer *q, double v)
{
    /* This is exercise 05-rounding. */
    return q->lowest - 1;
}

int quantize(const quantizer *q, double v)
{
    return to_whole(q, v);
}

double dequantize(const quantizer *q, int whole)
{
    return q->scale * (whole - q->zero_point);
}

void fake_quantize(const quantizer *q, real *out, const real *v, size_t n)
{
    const quantizer own = *q; /* a copy that nothing else can change meanwhile */
#pragma omp parallel for if (n > PARALLEL_SIZE)
    for (size_t i = 0; i < n; i++)
        out[i] = (real)(own.scale * (to_whole(&own, (double)v[i]) - own.zero_point));
}
