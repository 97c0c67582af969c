#include "arena.h"

#include <criterion/criterion.h>
#include <stdint.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ALIGNMENT = 64, MEGABYTE = 1 << 20 };

static bool is_zero(const unsigned char *piece, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        if (piece[i] != 0)
            return false;
    return true;
}

/* Many sizes, over several blocks; each piece is filled, so that an overlap shows. */
Test(arena, pieces_are_aligned_zeroed_and_apart)
{
    enum { PIECES = 300 };
    arena a = {0};
    unsigned char *pieces[PIECES];
    size_t sum = 0;
    for (size_t i = 0; i < PIECES; i++) {
        size_t bytes = 1 + i * 97;
        pieces[i] = arena_alloc(&a, bytes, 1);
        sum += bytes;
        cr_assert((uintptr_t)pieces[i] % ALIGNMENT == 0, "piece %zu at %p", i,
                  (void *)pieces[i]);
        cr_assert(is_zero(pieces[i], bytes), "piece %zu is not zeroed", i);
        memset(pieces[i], (int)(i % 255) + 1, bytes);
    }
    for (size_t i = 0; i < PIECES; i++)
        for (size_t j = 0; j < 1 + i * 97; j++)
            cr_assert(pieces[i][j] == i % 255 + 1, "piece %zu was overwritten", i);
    cr_assert(a.bytes == sum, "%zu bytes counted, %zu handed out", a.bytes, sum);
    arena_free(&a);
}

Test(arena, large_pieces_get_blocks_of_their_own)
{
    arena a = {0};
    static const size_t sizes[] = {
        MEGABYTE - 1, MEGABYTE, MEGABYTE + 1, 5 * MEGABYTE, 1, MEGABYTE - 64, MEGABYTE - 63,
        3 * MEGABYTE, 64};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        unsigned char *piece = arena_alloc(&a, sizes[i], 1);
        cr_assert((uintptr_t)piece % ALIGNMENT == 0, "%zu bytes at %p", sizes[i],
                  (void *)piece);
        cr_assert(is_zero(piece, sizes[i]), "%zu bytes are not zeroed", sizes[i]);
        memset(piece, 0xff, sizes[i]);
    }
    arena_free(&a);
}

Test(arena, free_restores_the_initial_state)
{
    arena a = {0};
    arena_free(&a); /* nothing there: no harm */
    memset(arena_alloc(&a, 1000, sizeof(double)), 0xff, 1000 * sizeof(double));
    arena_free(&a);
    cr_assert(a.blocks == NULL && a.bytes == 0, "%zu bytes left", a.bytes);
    const unsigned char *again = arena_alloc(&a, 1000, sizeof(double));
    cr_assert(is_zero(again, 1000 * sizeof(double)), "used again, but not zeroed");
    arena_free(&a);
}

Test(arena, an_empty_piece_is_not_null)
{
    arena a = {0};
    cr_assert(arena_alloc(&a, 0, sizeof(double)) != NULL, "no elements");
    cr_assert(arena_alloc(&a, 5, 0) != NULL, "elements of no bytes");
    cr_assert(a.bytes == 0, "%zu bytes counted", a.bytes);
    arena_free(&a);
}

/* Sizes whose product overflows, or nearly: the program ends with status 1, no crash. */
Test(arena, stops_when_memory_runs_out)
{
    static const size_t rows[][2] = {
        {SIZE_MAX, 1},           {SIZE_MAX / 2, 1},
        {SIZE_MAX / 8 + 2, 8},   {(size_t)1 << 32, (size_t)1 << 32},
        {SIZE_MAX / 2 - 128, 1}, {1, SIZE_MAX}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        pid_t child = fork();
        cr_assert(child >= 0, "no child");
        if (child == 0) {
            arena a = {0};
            close(STDERR_FILENO);
            arena_alloc(&a, rows[i][0], rows[i][1]);
            _exit(99); /* it came back */
        }
        int status;
        cr_assert(waitpid(child, &status, 0) == child, "no child to wait for");
        cr_expect(WIFEXITED(status) && WEXITSTATUS(status) == 1, "%zu x %zu: status %x",
                  rows[i][0], rows[i][1], (unsigned)status);
    }
}
