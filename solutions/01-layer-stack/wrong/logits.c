/* fails: by hand, one layer, random networks, hidden networks
   diagnosis: no-softmax */
void stack_forward(const stack_layer *layers, int count, matrix x, const matrix *outputs)
{
    for (int n = 0; n < count; n++) {
        dense(outputs[n], layers[n].w, n > 0 ? outputs[n - 1] : x, layers[n].b);
        if (n < count - 1)
            relu(outputs[n], outputs[n]);
    }
}
