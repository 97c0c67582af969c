#include "driver.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { NAME = 64, INPUTS = 64, BLANK = 0x1f }; /* BLANK stands for the blanks in a name */

typedef enum kind { KIND_NUMBER, KIND_TEXT, KIND_LIST, KIND_MATRIX } kind;

typedef struct input {
    char name[NAME];
    kind kind;
    int rows, cols;
    double *numbers; /* rows x cols; NULL for a text */
    char *text;
} input;

static input inputs[INPUTS];
static int input_count;
static FILE *answers;

static _Noreturn void broken(const char *what, const char *name)
{
    fprintf(stderr, "driver: %s '%s'\n", what, name);
    exit(EXIT_FAILURE);
}

/* ---- the inputs -------------------------------------------------------------------------- */

static const input *find(const char *name)
{
    for (int i = 0; i < input_count; i++)
        if (strcmp(inputs[i].name, name) == 0)
            return &inputs[i];
    return NULL;
}

static const input *find_numbers(const char *name)
{
    const input *in = find(name);
    if (in == NULL || in->kind == KIND_TEXT)
        broken(in == NULL ? "no input" : "a text is no number:", name);
    return in;
}

bool case_has(const char *name)
{
    return find(name) != NULL;
}

double case_number(const char *name)
{
    const input *in = find_numbers(name);
    if (in->kind != KIND_NUMBER)
        broken("not one number but several:", name);
    return in->numbers[0];
}

const char *case_text(const char *name)
{
    const input *in = find(name);
    if (in == NULL || in->kind != KIND_TEXT)
        broken("no text", name);
    return in->text;
}

double *case_numbers(arena *a, const char *name, size_t *count)
{
    const input *in = find_numbers(name);
    *count = (size_t)in->rows * (size_t)in->cols;
    double *numbers = arena_alloc(a, *count, sizeof *numbers);
    memcpy(numbers, in->numbers, *count * sizeof *numbers);
    return numbers;
}

uint8_t *case_bytes(arena *a, const char *name, size_t *count)
{
    const input *in = find_numbers(name);
    *count = (size_t)in->rows * (size_t)in->cols;
    uint8_t *bytes = arena_alloc(a, *count, 1);
    for (size_t i = 0; i < *count; i++) {
        if (!(in->numbers[i] >= 0 && in->numbers[i] <= UINT8_MAX))
            broken("not all are bytes:", name);
        bytes[i] = (uint8_t)in->numbers[i];
    }
    return bytes;
}

matrix case_matrix(arena *a, const char *name)
{
    const input *in = find_numbers(name);
    matrix m = matrix_new(a, in->rows, in->cols);
    for (size_t i = 0; i < matrix_size(m); i++)
        m.data[i] = (real)in->numbers[i];
    return m;
}

/* ---- reading a case ---------------------------------------------------------------------- */

static void *allocate(size_t count, size_t size)
{
    void *memory = calloc(count > 0 ? count : 1, size);
    if (memory == NULL)
        broken("no memory for the inputs of", "a case");
    return memory;
}

static void read_values(input *in)
{
    size_t count = (size_t)in->rows * (size_t)in->cols;
    in->numbers = allocate(count, sizeof *in->numbers);
    for (size_t i = 0; i < count; i++)
        if (scanf("%lf", &in->numbers[i]) != 1)
            broken("too few numbers for", in->name);
}

static void read_text(input *in)
{
    size_t length = (size_t)in->rows;
    in->text = allocate(length + 1, 1);
    if (getchar() != '\n' || fread(in->text, 1, length, stdin) != length)
        broken("too short a text for", in->name);
}

static void change(char *text, char from, char to)
{
    for (; *text != '\0'; text++)
        if (*text == from)
            *text = to;
}

/* KIND NAME ROWS COLS and, on the next line, the numbers or a text of ROWS bytes. */
static void read_input(const char *word)
{
    static const char *const kinds[] = {"number", "text", "list", "matrix"};
    if (input_count == INPUTS)
        broken("more inputs than fit, from", word);
    input *in = &inputs[input_count++];
    *in = (input){.kind = KIND_NUMBER};
    while (in->kind <= KIND_MATRIX && strcmp(kinds[in->kind], word) != 0)
        in->kind++;
    if (in->kind > KIND_MATRIX || scanf("%63s %d %d", in->name, &in->rows, &in->cols) != 3)
        broken("cannot read the cases, from", word);
    change(in->name, BLANK, ' ');
    if (in->kind == KIND_TEXT)
        read_text(in);
    else
        read_values(in);
}

/* A case is a number of inputs and "run". What follows "end" is for another program. */
static bool read_case(void)
{
    char word[NAME];
    while (scanf("%63s", word) == 1 && strcmp(word, "end") != 0) {
        if (strcmp(word, "run") == 0)
            return true;
        read_input(word);
    }
    return false;
}

static void forget_inputs(void)
{
    for (int i = 0; i < input_count; i++) {
        free(inputs[i].numbers);
        free(inputs[i].text);
    }
    input_count = 0;
}

/* ---- the answers ------------------------------------------------------------------------- */

/* Nine digits tell any two floats apart, seventeen any two doubles. */
static void write_value(double value)
{
    fprintf(answers, (double)(float)value == value ? " %.9g" : " %.17g", value);
}

static void begin_answer(const char *word, const char *name, size_t rows, size_t cols)
{
    char own[NAME];
    snprintf(own, sizeof own, "%s", name);
    change(own, ' ', BLANK);
    fprintf(answers, "%s %s %zu %zu\n", word, own, rows, cols);
}

void answer_number(const char *name, double value)
{
    begin_answer("number", name, 1, 1);
    write_value(value);
    fputc('\n', answers);
}

void answer_numbers(const char *name, const double *values, size_t count)
{
    begin_answer("list", name, count, 1);
    for (size_t i = 0; i < count; i++)
        write_value(values[i]);
    fputc('\n', answers);
}

void answer_matrix(const char *name, matrix m)
{
    begin_answer("matrix", name, (size_t)m.rows, (size_t)m.cols);
    for (size_t i = 0; i < matrix_size(m); i++)
        write_value((double)m.data[i]);
    fputc('\n', answers);
}

/* What a student's file prints goes the way of error messages: answers have a way of their own. */
static bool part_answers_from_print(void)
{
    int own = dup(STDOUT_FILENO);
    answers = own < 0 ? NULL : fdopen(own, "w");
    return answers != NULL && dup2(STDERR_FILENO, STDOUT_FILENO) >= 0 &&
           setvbuf(stdout, NULL, _IOLBF, 0) == 0;
}

int main(void)
{
    if (!part_answers_from_print())
        return EXIT_FAILURE;
    arena memory = {0};
    while (read_case()) {
        run_case(&memory);
        arena_free(&memory);
        forget_inputs();
        fputs("case\n", answers);
        fflush(answers);
    }
    fputs("done\n", answers);
    return fclose(answers) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
