#include "integer_window.h"

#include "integer_kernel.h"

int integer_step_outputs(const integer_step *s)
{
    int plane = s->pool ? (s->height / 2) * (s->width / 2) : s->height * s->width;
    return s->channels * plane;
}

static int32_t window_sum(const integer_step *s, int channel, int pixel, const uint8_t *x)
{
    const int *tap = s->taps + pixel * s->taps_each;
    const int8_t *w = s->weight + channel * s->taps_each;
    const uint8_t *from = x + channel * s->channel_step;
    int32_t sum = s->bias[channel];
    for (int k = 0; k < s->taps_each; k++)
        sum += w[k] * (tap[k] < 0 ? s->input_zero : from[tap[k]]);
    return sum;
}

static int32_t activate(const integer_step *s, int channel, int32_t sum)
{
    int shift = s->shift[channel] + (sum < 0 ? s->leak : 0);
    int32_t y = requantize(sum, s->multiplier[channel], shift) + s->output_zero;
    return y < s->lowest ? s->lowest : y > s->highest ? s->highest : y;
}

/* In place: what is written lies before what is still to be read. */
static void pool_plane(const integer_step *s, const int32_t *x, int32_t *y)
{
    int height = s->height / 2, width = s->width / 2;
    for (int i = 0; i < height; i++)
        for (int j = 0; j < width; j++) {
            const int32_t *four = x + 2 * i * s->width + 2 * j;
            int32_t above = four[0] > four[1] ? four[0] : four[1];
            int32_t below =
                four[s->width] > four[s->width + 1] ? four[s->width] : four[s->width + 1];
            y[i * width + j] = above > below ? above : below;
        }
}

void integer_step_forward(const integer_step *s, const uint8_t *x, int32_t *y)
{
    int plane = s->height * s->width, pooled = integer_step_outputs(s) / s->channels;
    for (int c = 0; c < s->channels; c++) {
        for (int p = 0; p < plane; p++)
            y[c * pooled + p] = activate(s, c, window_sum(s, c, p, x));
        if (s->pool)
            pool_plane(s, y + c * pooled, y + c * pooled);
    }
}
