#include "pruned_model.h"

#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "inference_time.h"
#include "output_file.h"
#include "sparse_file.h"
#include "sparse_matrix.h"
#include "sparse_network.h"
#include "weights.h"

static void print_layer(const parameter *p, const size_t *bytes)
{
    char shape[32];
    size_t n = matrix_size(p->value);
    double zeros = 1 - (double)stored_count(p->value) / (double)n;
    snprintf(shape, sizeof shape, "%d x %d", p->value.rows, p->value.cols);
    printf("%-16s %12s %8.2f %% %10zu %10zu %10zu\n", p->name, shape, 100 * zeros,
           bytes[STORE_DENSE], bytes[STORE_CSR], bytes[STORE_BITMAP]);
}

void print_layers(const network *net)
{
    size_t all[STORAGES] = {0};
    printf("%-16s %12s %10s %10s %10s %10s\n", "bytes of", "shape", "zeros", "dense", "csr",
           "bitmap");
    for (int i = 0; i < weights_count(net); i++) {
        const parameter *p = weights_at(net, i);
        size_t bytes[STORAGES];
        for (storage how = 0; how < STORAGES; how++)
            all[how] += bytes[how] = storage_bytes(p, how);
        if (p->decays)
            print_layer(p, bytes);
    }
    printf("%-40s %10zu %10zu %10zu\n", "with biases, in all", all[STORE_DENSE],
           all[STORE_CSR], all[STORE_BITMAP]);
}

static long long file_bytes(const char *path)
{
    struct stat found;
    return stat(path, &found) == 0 ? (long long)found.st_size : -1;
}

void run_save_files(const training_run *r)
{
    static const char *const names[STORAGES] = {
        "model-dense.safetensors", "model-csr.safetensors", "model-bitmap.safetensors"};
    if (r->o->out == NULL)
        return;
    printf("files");
    for (storage how = 0; how < STORAGES; how++) {
        char *path = output_path(r->o->out, names[how]);
        error e;
        if (!sparse_weights_save(r->net, how, path, &e) ||
            !sparse_weights_load(r->net, path, &e))
            fail("%s", e.text);
        printf("%s %s %lld bytes", how == 0 ? ":" : ",", storage_names[how],
               file_bytes(path));
        free(path);
    }
    printf("\n");
}

static void measure(training_run *r, int at_once, table_file *table)
{
    double row[1 + KERNELS] = {at_once};
    for (kernel how = 0; how < KERNELS; how++) {
        network *stored = sparse_network_new(r->net, how, at_once);
        image_source source =
            image_source_new(&stored->memory, r->test.images, stored, IN_ORDER);
        row[1 + how] = 1e6 * inference_seconds(network_predictor, stored, &source, at_once);
        network_free(stored);
    }
    printf("%2d at once, one thread: dense %.2f, csr %.2f, sparse %.2f microseconds an "
           "image\n",
           at_once, row[1 + DENSE_KERNEL], row[1 + CSR_KERNEL], row[1 + SPARSE_KERNEL]);
    error e;
    if (table->path != NULL && !table_row(table, row, &e))
        fail("%s", e.text);
}

void run_measure_speed(training_run *r)
{
    enum { MANY = 64 };
    int threads = omp_get_max_threads();
    table_file table = {0};
    error e;
    if (r->o->out != NULL &&
        !table_open(&table, r->o->out, "speed.csv", "at_once,dense,csr,sparse", &e))
        fail("%s", e.text);
    omp_set_num_threads(1); /* else so short a work is mostly waiting for each other */
    measure(r, 1, &table);
    if (r->net->capacity >= MANY)
        measure(r, MANY, &table);
    omp_set_num_threads(threads);
    table_free(&table);
}
