#include "weights.h"

#include <stdio.h>
#include <string.h>

#include "half.h"

void network_architecture(const network *net, char *text)
{
    int length = snprintf(text, ARCHITECTURE_SIZE, "%d", net->inputs);
    for (int n = 0; n < net->layer_count && length < ARCHITECTURE_SIZE; n++) {
        const layer *l = &net->layers[n];
        size_t left = (size_t)(ARCHITECTURE_SIZE - length);
        length += snprintf(text + length, left, " %s", l->type->name);
        if (l->parameter_count > 0 && length < ARCHITECTURE_SIZE)
            length += snprintf(text + length, (size_t)(ARCHITECTURE_SIZE - length), " %d",
                               l->outputs);
    }
}

int weights_count(const network *net)
{
    return net->parameter_count + net->buffer_count;
}

const parameter *weights_at(const network *net, int i)
{
    return i < net->parameter_count ? &net->parameters[i]
                                    : &net->buffers[i - net->parameter_count];
}

static void give_numbers(void *numbers, tensor_type type, matrix value)
{
    for (size_t k = 0; k < matrix_size(value); k++) {
        float x = (float)value.data[k];
        if (type == TENSOR_F16)
            ((uint16_t *)numbers)[k] = half_from_float(x);
        else
            ((float *)numbers)[k] = x;
    }
}

static bool save_as(tensor_type type, const network *net, const char *path, error *e)
{
    tensor_file file = {0};
    char architecture[ARCHITECTURE_SIZE];
    network_architecture(net, architecture);
    tensor_metadata_add(&file, "architecture", architecture);
    for (int i = 0; i < weights_count(net); i++) {
        const parameter *p = weights_at(net, i);
        give_numbers(tensor_add(&file, p->name, type, p->rank, p->shape), type, p->value);
    }
    bool saved = tensor_file_write(&file, path, e);
    tensor_file_free(&file);
    return saved;
}

bool weights_save(const network *net, const char *path, error *e)
{
    return save_as(TENSOR_F32, net, path, e);
}

bool weights_save_half(const network *net, const char *path, error *e)
{
    return save_as(TENSOR_F16, net, path, e);
}

bool weights_check_tensor(const tensor_file *file, const parameter *p, error *e)
{
    const tensor *t = tensor_find(file, p->name);
    if (t == NULL)
        return error_set(e, "no tensor \"%s\"", p->name);
    if (t->type != TENSOR_F32 && t->type != TENSOR_F16)
        return error_set(e, "tensor \"%s\" holds %s, expected F32 or F16", p->name,
                         tensor_type_name(t->type));
    if (t->rank != p->rank ||
        memcmp(t->shape, p->shape, (size_t)p->rank * sizeof *p->shape) != 0)
        return error_set(e, "tensor \"%s\" has another shape than the network's %zu x %zu",
                         p->name, (size_t)p->value.rows, (size_t)p->value.cols);
    if (!tensor_is_finite(t))
        return error_set(e, "tensor \"%s\" holds NaN or infinity", p->name);
    return true;
}

void weights_read_tensor(real *numbers, const tensor *t)
{
    for (size_t k = 0; k < tensor_elements(t); k++)
        numbers[k] =
            (real)(t->type == TENSOR_F16 ? half_to_float(((const uint16_t *)t->data)[k])
                                         : ((const float *)t->data)[k]);
}

bool weights_check_architecture(const network *net, const tensor_file *file, error *e)
{
    char expected[ARCHITECTURE_SIZE];
    network_architecture(net, expected);
    const char *found = tensor_metadata(file, "architecture");
    if (found == NULL)
        return error_set(e, "no \"architecture\" in the metadata, expected \"%s\"",
                         expected);
    if (strcmp(found, expected) != 0)
        return error_set(e, "a network \"%s\", expected \"%s\"", found, expected);
    return true;
}

static bool check_file(const network *net, const tensor_file *file, error *e)
{
    if (!weights_check_architecture(net, file, e))
        return false;
    for (int i = 0; i < weights_count(net); i++)
        if (!weights_check_tensor(file, weights_at(net, i), e))
            return false;
    if (file->count != weights_count(net))
        return error_set(e, "%d tensors, expected %d", file->count, weights_count(net));
    return true;
}

static void take_tensors(network *net, const tensor_file *file)
{
    for (int i = 0; i < weights_count(net); i++) {
        const parameter *p = weights_at(net, i);
        weights_read_tensor(p->value.data, tensor_find(file, p->name));
    }
}

bool weights_load(network *net, const char *path, error *e)
{
    tensor_file file = {0};
    if (!tensor_file_read(&file, path, e))
        return false;
    bool fits = check_file(net, &file, e) || error_prefix(e, "%s", path);
    if (fits)
        take_tensors(net, &file);
    tensor_file_free(&file);
    return fits;
}
