#include "integer_window.h"

#include "integer_kernel.h"

int integer_step_outputs(const integer_step *s)
{
    int plane = s->pool ? (s->height / 2) * (s->width / 2) : s->height * s->width;
    return s->channels * plane;
}

/* What the taps of a pixel read. */
static void read_window(const integer_step *s, int channel, int pixel, const uint8_t *x,
                        uint8_t *window)
{
    const int *tap = s->taps + pixel * s->taps_each;
    const uint8_t *from = x + channel * s->channel_step;
    for (int k = 0; k < s->taps_each; k++)
        window[k] = tap[k] < 0 ? (uint8_t)s->input_zero : from[tap[k]];
}

static int32_t window_sum(const integer_step *s, int channel, const uint8_t *window)
{
    const int8_t *w = s->weight + channel * s->taps_each;
    int32_t sum = s->bias[channel];
    for (int k = 0; k < s->taps_each; k++)
        sum += w[k] * window[k];
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
    uint8_t window[INTEGER_TAPS];
    int plane = s->height * s->width, pooled = integer_step_outputs(s) / s->channels;
    for (int p = 0; p < plane; p++)
        for (int c = 0; c < s->channels; c++) {
            if (c == 0 || s->channel_step > 0) /* else all channels read the same */
                read_window(s, c, p, x, window);
            y[c * plane + p] = activate(s, c, window_sum(s, c, window));
        }
    for (int c = 0; c < s->channels && s->pool; c++)
        pool_plane(s, y + c * plane, y + c * pooled);
}
