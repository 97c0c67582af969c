/* fails: by hand, any shape, hidden shapes
   diagnosis: bias-not-scaled */
static void scale_channel(layer *l, int channel, real scale, real shift)
{
    matrix w = l->parameters[CONVOLUTION_WEIGHT].value;
    for (int k = 0; k < w.cols; k++)
        AT(w, channel, k) *= scale;
    l->parameters[CONVOLUTION_BIAS].value.data[channel] += shift;
}
