/* Chapter 5: the same network in fewer bits. */
#include "threads.h"
#include "training_run.h"

static training_settings settings = TRAINING_DEFAULTS;

static const struct poptOption own_options[] = {
    TRAINING_OPTIONS(settings),
    POPT_TABLEEND,
};

static const program about = {
    .name = "05-quantization",
    .about = "Trains a network of dense layers.",
    .examples = "05-quantization\n",
    .further = own_options,
};

int main(int argc, const char **argv)
{
    threads_wait_briefly(argv);
    options o = {.epochs = 10, .batch = 64, .rate = 0.05, .seed = 1};
    options_parse(&o, &about, argc, argv);
    training_settings_check(&settings);
    training_run r = run_read_data(&o, &settings);
    run_build(&r);
    run_begin(&r, &cross_entropy);
    run_train(&r, o.epochs, o.rate);
    run_finish(&r, NULL, NULL);
    run_free(&r);
    options_free(&o);
    return 0;
}
