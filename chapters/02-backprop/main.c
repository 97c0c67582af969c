/*
 * Chapter 2: a network learns.
 *
 * Trains a network of dense layers on the images, says after each epoch how it is doing,
 * reads the test set once at the end, and writes what it measured and learned to --out.
 */
#include <stdio.h>

#include "gradient_check.h"
#include "threads.h"
#include "training_run.h"

static training_settings settings = TRAINING_DEFAULTS;
static int check_gradients;

static const struct poptOption own_options[] = {
    TRAINING_OPTIONS(settings),
    RESUME_OPTION(settings),
    OPTION_FLAG("check-gradients", &check_gradients,
                "compare backpropagation with central differences, and stop"),
    POPT_TABLEEND,
};

static const program about = {
    .name = "02-backprop",
    .about =
        "Trains a network of dense layers to read handwritten digits, by backpropagation.\n"
        "Prints how it is doing after each epoch, and at the end, read once, the accuracy\n"
        "on test images that it has never seen.",
    .examples =
        "02-backprop                                 784-128-64-10, ten epochs\n"
        "02-backprop --hidden 10 --batch 0 --rate 0.5 --epochs 500 --optimizer gd\\\n"
        "    --schedule constant --init report --every 50     as the report trained\n"
        "02-backprop --validation 1000 --out run     keep metrics and weights in run/\n"
        "02-backprop --load run/model.safetensors --epochs 0      use them again\n"
        "02-backprop --check-gradients --hidden 16,12\n"
        "                                            is backward what forward implies?\n",
    .further = own_options,
};

/* One line for each parameter: how far backward is from central differences. */
static void print_gradient_check(training_run *r)
{
    enum { IMAGES = 8 };
    network *net = r->net;
    rng random = rng_new((uint64_t)r->o->seed, 2);
    int images = r->train_images.count < IMAGES ? r->train_images.count : IMAGES;
    image_source source = image_source_new(&net->memory, &r->train_images, net, IN_ORDER);
    batch b = image_source_batch(&source, source.in_order, images);
    matrix upstream = matrix_new(&net->memory, DATASET_CLASSES, images);
    for (size_t i = 0; i < matrix_size(upstream); i++)
        upstream.data[i] = (real)rng_normal(&random);

    double errors[NETWORK_PARAMETERS];
    double largest = gradient_check(net, &b, upstream, errors);
    for (int i = 0; i < net->parameter_count; i++)
        printf("%-18s %7zu numbers  relative error %.1e\n", net->parameters[i].name,
               matrix_size(net->parameters[i].value), errors[i]);
    printf("largest %.1e, in %s precision\n", largest,
           sizeof(real) == sizeof(double) ? "double" : "single");
}

int main(int argc, const char **argv)
{
    threads_wait_briefly(argv);
    options o = {.epochs = 10, .batch = 64, .rate = 0.05, .seed = 1};
    options_parse(&o, &about, argc, argv);
    training_settings_check(&settings);

    training_run r = run_read_data(&o, &settings);
    run_build(&r);
    run_print_network(&r);
    if (check_gradients) {
        print_gradient_check(&r);
    } else {
        run_resume(&r, "");
        run_begin(&r, &cross_entropy);
        run_train(&r, o.epochs, o.rate);
        run_finish(&r, NULL, NULL);
    }
    run_free(&r);
    options_free(&o);
    return 0;
}
