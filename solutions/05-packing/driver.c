/* Numbers into few bits, and out again. Memory is taken from malloc, byte by byte what the
   contract promises, so that valgrind sees a step beyond. */
#include <stdlib.h>

#include "bit_packing.h"
#include "driver.h"
#include "error.h"

static void *taken(size_t count, size_t size)
{
    void *memory = malloc(count * size);
    if (memory == NULL)
        fail("out of memory");
    return memory;
}

static void run_pack(arena *a, int rows, int cols, int bits)
{
    size_t count, bytes = (size_t)rows * packed_row(cols, bits);
    const double *given = case_numbers(a, "numbers", &count);
    int *numbers = taken(count, sizeof *numbers);
    for (size_t i = 0; i < count; i++)
        numbers[i] = (int)given[i];
    uint8_t *packed = taken(bytes, 1);
    for (size_t i = 0; i < bytes; i++)
        packed[i] = 0xA5; /* what is there before is to be overwritten */
    pack(packed, numbers, rows, cols, bits);
    double *answer = arena_alloc(a, bytes, sizeof *answer);
    for (size_t i = 0; i < bytes; i++)
        answer[i] = packed[i];
    free(numbers);
    free(packed);
    answer_numbers("bytes", answer, bytes);
}

static void run_unpack(arena *a, int rows, int cols, int bits)
{
    size_t bytes, count = (size_t)rows * (size_t)cols;
    const double *given = case_numbers(a, "bytes", &bytes);
    uint8_t *packed = taken(bytes, 1);
    for (size_t i = 0; i < bytes; i++)
        packed[i] = (uint8_t)given[i];
    int *numbers = taken(count, sizeof *numbers);
    unpack(numbers, packed, rows, cols, bits, case_number("has_sign") != 0);
    double *answer = arena_alloc(a, count, sizeof *answer);
    for (size_t i = 0; i < count; i++)
        answer[i] = numbers[i];
    free(numbers);
    free(packed);
    answer_numbers("numbers", answer, count);
}

void run_case(arena *a)
{
    int rows = (int)case_number("rows"), cols = (int)case_number("cols"),
        bits = (int)case_number("bits");
    if (case_has("bytes"))
        run_unpack(a, rows, cols, bits);
    else
        run_pack(a, rows, cols, bits);
}
