/* fails: by hand, one layer, random networks, hidden networks
   diagnosis: weights-only */
size_t stack_parameters(const stack_layer *layers, int count)
{
    size_t parameters = 0;
    for (int n = 0; n < count; n++)
        parameters += matrix_size(layers[n].w);
    return parameters;
}
