#include "quantized_model.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "coded_file.h"
#include "error.h"
#include "integer_file.h"
#include "integer_simulation.h"
#include "output_file.h"

static void print_file(const char *path)
{
    struct stat file;
    if (stat(path, &file) != 0)
        fail("%s is not there any more", path);
    printf("%s: %ld bytes\n", path, (long)file.st_size);
}

/* Writes quantized.safetensors into --out, and reads it back: what is measured is the file. */
static void through_file(training_run *r, const fake_quantization *f, quantized_model *m)
{
    error e;
    char *path = output_path(r->o->out, "quantized.safetensors");
    if (m->whole != NULL) {
        if (!integer_save(m->whole, path, &e))
            fail("%s", e.text);
        integer_network_free(m->whole);
        m->whole = integer_load(path, r->net->capacity, &e);
        if (m->whole == NULL)
            fail("%s", e.text);
    } else if (!coded_save(r->net, f->codes, f->kept, path, &e) ||
               !coded_load(r->net, path, &e)) {
        fail("%s", e.text);
    }
    print_file(path);
    free(path);
}

quantized_model quantized_model_new(training_run *r, const fake_quantization *f,
                                    bool integers, bool dynamic)
{
    quantized_model m = {.predict = network_predictor, .model = r->net};
    if (integers)
        m.whole = integer_network_of(f, r->net->capacity);
    if (dynamic)
        m.dynamic = dynamic_network_of(f, r->net->capacity);
    if (r->o->out != NULL)
        through_file(r, f, &m);
    if (dynamic) {
        m.predict = dynamic_predictor;
        m.model = m.dynamic;
    } else if (integers) {
        m.predict = integer_predictor;
        m.model = m.whole;
    }
    return m;
}

void quantized_model_free(quantized_model *m)
{
    integer_network_free(m->whole);
    dynamic_network_free(m->dynamic);
    *m = (quantized_model){0};
}

/* On how many test images the kernel and its simulation give the same logits, to the bit; and
   how many the float network under fake quantization takes for something else. */
void quantized_model_verify(const quantized_model *m, training_run *r)
{
    integer_network *whole = m->whole;
    CHECK(whole != NULL, "a scheme that integers cannot compute with");
    const dataset *images = &r->test_images;
    size_t pixels = (size_t)whole->inputs;
    int outputs = network_outputs(r->net), same = 0, others = 0;
    int *guesses = arena_alloc(&r->net->memory, 2 * (size_t)images->count, sizeof *guesses);
    predict_all(guesses, integer_predictor, whole, &r->test, r->net->capacity);
    predict_all(guesses + images->count, network_predictor, r->net, &r->test,
                r->net->capacity);
#pragma omp parallel for reduction(+ : same, others)
    for (int j = 0; j < images->count; j++) {
        const uint8_t *image = images->pixels + (size_t)j * pixels;
        arena memory = {0};
        size_t widest = (size_t)whole->widest;
        uint8_t *bytes = arena_alloc(&memory, 2 * widest, sizeof *bytes);
        int32_t *sums = arena_alloc(&memory, widest, sizeof *sums);
        double simulated[DATASET_CLASSES];
        integer_forward(whole->layers, whole->layer_count, image, whole->widest, bytes,
                        sums);
        integer_simulate(whole, image, simulated);
        int equal = 0;
        for (int i = 0; i < outputs; i++)
            equal += simulated[i] == sums[i];
        same += equal == outputs;
        others += guesses[j] != guesses[images->count + j];
        arena_free(&memory);
    }
    printf("integers and their simulation agree in every logit on %d of %d test images\n",
           same, images->count);
    printf("the float network with rounded numbers takes %d of them for something else\n",
           others);
}
