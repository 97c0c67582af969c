#include "forms.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "error.h"
#include "fold.h"
#include "half.h"
#include "integer_cnn.h"
#include "output_file.h"
#include "shifts.h"
#include "weights.h"

typedef enum form { TRAINED, SHIFTED, FOLDED, HALF, WHOLE, FORMS } form;
static const char *const form_names[FORMS] = {"as trained", "five shifts averaged",
                                              "batch norm folded", "folded, half precision",
                                              "whole numbers, 8 bits"};

static double file_bytes(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0 ? (double)about.st_size : 0;
}

typedef bool saver(const network *net, const char *path, error *e);

/* Writes a network's file, into --out or, without one, nowhere; its size. */
static double save_form(const training_run *r, network *net, saver *save, const char *name)
{
    if (r->o->out == NULL)
        return 0;
    error e;
    char *path = output_path(r->o->out, name);
    if (!save(net, path, &e))
        fail("%s", e.text);
    double bytes = file_bytes(path);
    free(path);
    return bytes;
}

static void round_to_half(network *net)
{
    for (int i = 0; i < net->parameter_count; i++) {
        matrix value = net->parameters[i].value;
        for (size_t k = 0; k < matrix_size(value); k++)
            value.data[k] = (real)half_to_float(half_from_float((float)value.data[k]));
    }
}

static void report(const training_run *r, table_file *table, form f, double bytes,
                   predictor *predict, void *model)
{
    matrix gradient = network_logit_gradient(r->net, r->net->capacity);
    image_source test = r->test;
    evaluation e = evaluate(predict, model, &test, r->loss, gradient);
    printf("%-24s %.4f (%d/%d)", form_names[f], evaluation_accuracy(&e),
           evaluation_correct(&e), e.count);
    printf(bytes > 0 ? ", %.0f bytes\n" : "\n", bytes);
    error why;
    double row[] = {f, bytes, evaluation_accuracy(&e), evaluation_loss(&e)};
    if (r->o->out != NULL && !table_row(table, row, &why))
        fail("%s", why.text);
}

/* Its twin of whole numbers, calibrated with training images, and its file's size. */
static integer_cnn *whole_numbers(const training_run *r, network *folded, double *bytes)
{
    enum { IMAGES = 1000 };
    int count = r->train_images.count < IMAGES ? r->train_images.count : IMAGES;
    image_source source =
        image_source_new(&folded->memory, &r->train_images, folded, IN_ORDER);
    integer_cnn *net = integer_cnn_new(folded, &source, count);
    if (r->o->out == NULL)
        return net;
    error e;
    char *path = output_path(r->o->out, "whole.safetensors");
    if (!integer_cnn_save(net, path, &e))
        fail("%s", e.text);
    *bytes = file_bytes(path);
    free(path);
    return net;
}

void forms_measure(training_run *r)
{
    table_file table = {0};
    error e;
    int side = r->all.height;
    if (r->o->out != NULL &&
        !table_open(&table, r->o->out, "forms.csv", "form,bytes,test_acc,test_loss", &e))
        fail("%s", e.text);
    shift_model shifts = shift_model_new(r->net, side, r->all.width);
    network *folded =
        fold_network(r->net, (volume){1, side, r->all.width}, r->net->capacity);

    report(r, &table, TRAINED, save_form(r, r->net, weights_save, "model.safetensors"),
           network_predictor, r->net);
    report(r, &table, SHIFTED, 0, shift_predictor, &shifts);
    report(r, &table, FOLDED, save_form(r, folded, weights_save, "folded.safetensors"),
           network_predictor, folded);
    double bytes = 0;
    integer_cnn *whole = whole_numbers(r, folded, &bytes);
    round_to_half(folded);
    report(r, &table, HALF, save_form(r, folded, weights_save_half, "half.safetensors"),
           network_predictor, folded);
    report(r, &table, WHOLE, bytes, integer_cnn_predictor, whole);
    integer_cnn_free(whole);
    network_free(folded);
    table_free(&table);
}
