#include "sweep.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "coded_file.h"
#include "error.h"
#include "output_file.h"

enum { COLUMNS = 9, FEWEST_BITS = 2, PLAIN_BITS = 8 };
static const double percent = 99.9;

typedef struct sweeper {
    training_run *run;
    table_file table;
    char *path; /* of the file whose size is told */
    int samples;
} sweeper;

static double accuracy_on(training_run *r, image_source *source)
{
    evaluation e = evaluate_network(r->net, source, r->loss);
    return evaluation_accuracy(&e);
}

static void try_out(sweeper *s, const fake_settings *how)
{
    training_run *r = s->run;
    fake_quantization f;
    fake_quantization_begin(&f, how, r->net, &r->train, s->samples);
    double validation = accuracy_on(r, &r->validation), test = accuracy_on(r, &r->test);
    error e;
    struct stat file;
    if (!coded_save(r->net, f.codes, f.kept, s->path, &e))
        fail("%s", e.text);
    if (stat(s->path, &file) != 0)
        fail("%s is not there any more", s->path);
    const coding *w = &how->weights;
    double row[COLUMNS] = {w->scheme,
                           w->per_channel,
                           w->calibration.kind,
                           w->bits,
                           how->activation_bits,
                           how->activations.kind,
                           validation,
                           test,
                           (double)file.st_size};
    if (!table_row(&s->table, row, &e))
        fail("%s", e.text);
    fake_quantization_end(&f);
}

static void try_bits(sweeper *s, scheme of, bool per_channel, range_calibration_kind how)
{
    for (int bits = PLAIN_BITS; bits >= FEWEST_BITS; bits--) {
        coding weights = {of, bits, per_channel, {how, percent}};
        try_out(s, &(fake_settings){weights, PLAIN_BITS, {MIN_MAX, percent}});
    }
}

static void try_activations(sweeper *s, range_calibration_kind how)
{
    for (int bits = PLAIN_BITS; bits >= FEWEST_BITS; bits--) {
        coding weights = {SCHEME_SYMMETRIC, PLAIN_BITS, true, {MIN_MAX, percent}};
        try_out(s, &(fake_settings){weights, bits, {how, percent}});
    }
}

void sweep(training_run *r, int samples)
{
    error e;
    sweeper s = {.run = r, .samples = samples};
    s.path = output_path(r->o->out, "sweep.safetensors");
    if (!table_open(&s.table, r->o->out, "sweep.csv",
                    "scheme,per_channel,calibration,bits,activation_bits,"
                    "activation_calibration,val_acc,test_acc,bytes",
                    &e))
        fail("%s", e.text);
    for (int of = 0; of < SCHEMES; of++)
        try_bits(&s, (scheme)of, false, MIN_MAX);
    for (int how = 0; how < RANGE_CALIBRATION_KINDS; how++) {
        if (how != MIN_MAX)
            try_bits(&s, SCHEME_SYMMETRIC, false, (range_calibration_kind)how);
        try_bits(&s, SCHEME_SYMMETRIC, true, (range_calibration_kind)how);
        try_activations(&s, (range_calibration_kind)how);
    }
    try_bits(&s, SCHEME_ASYMMETRIC, true, MIN_MAX);
    table_free(&s.table);
    remove(s.path);
    free(s.path);
}
