/*
 * arena_test -- alignment, zeros, the limit and the second use.
 */
#include "chassis/arena.h"

#include <string.h>

#include "tests/support/cmocka_all.h"

static void every_piece_is_aligned_and_zeroed(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1 << 20);
    for (int round = 0; round < 2; round++) {
        for (size_t bytes = 0; bytes < 300; bytes++) {
            unsigned char *piece = arena_alloc(&arena, bytes);
            assert_non_null(piece);
            assert_int_equal((uintptr_t)piece % _Alignof(max_align_t), 0);
            for (size_t i = 0; i < bytes; i++)
                assert_int_equal(piece[i], 0);
            memset(piece, 0xAA, bytes);
        }
        arena_reset(&arena);
    }
    arena_release(&arena);
}

static void pieces_do_not_overlap(void **state)
{
    (void)state;
    enum { PIECES = 200 };
    unsigned char *pieces[PIECES];
    struct arena arena;
    arena_init(&arena, 1 << 20);
    for (int i = 0; i < PIECES; i++) {
        pieces[i] = arena_alloc(&arena, 100);
        assert_non_null(pieces[i]);
        memset(pieces[i], i, 100);
    }
    for (int i = 0; i < PIECES; i++)
        for (int j = 0; j < 100; j++)
            assert_int_equal(pieces[i][j], i);
    arena_release(&arena);
}

static void the_limit_gives_null_and_a_smaller_piece_still_fits(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 1000);
    assert_null(arena_alloc(&arena, 1001));
    assert_null(arena_alloc(&arena, SIZE_MAX));
    assert_null(arena_copy(&arena, "", SIZE_MAX));
    assert_non_null(arena_alloc(&arena, 900));
    assert_null(arena_alloc(&arena, 200));
    assert_null(arena_string(&arena, "a text that is longer than the hundred "
                                     "bytes that are left in this arena, for "
                                     "which there is no room any more"));
    assert_non_null(arena_alloc(&arena, 64));
    assert_true(arena.used_bytes <= 1000);
    arena_release(&arena);
}

static void a_piece_larger_than_any_chunk_is_given(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 4 << 20);
    char *piece = arena_alloc(&arena, 1 << 20);
    assert_non_null(piece);
    piece[(1 << 20) - 1] = 'x';
    arena_reset(&arena);
    assert_int_equal(arena.used_bytes, 0);
    assert_non_null(arena_alloc(&arena, 8));
    arena_release(&arena);
}

static void a_reset_arena_gives_the_same_memory_again(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 4096);
    void *first = arena_alloc(&arena, 16);
    arena_reset(&arena);
    assert_ptr_equal(arena_alloc(&arena, 16), first);
    arena_release(&arena);
    arena_release(&arena);
}

static void texts_are_copied_with_their_end(void **state)
{
    (void)state;
    struct arena arena;
    arena_init(&arena, 4096);
    assert_string_equal(arena_copy(&arena, "abcdef", 3), "abc");
    assert_string_equal(arena_copy(&arena, NULL, 0), "");
    assert_string_equal(arena_string(&arena, "text"), "text");
    assert_string_equal(arena_format(&arena, "%d won", 900), "900 won");
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_piece_is_aligned_and_zeroed),
        cmocka_unit_test(pieces_do_not_overlap),
        cmocka_unit_test(the_limit_gives_null_and_a_smaller_piece_still_fits),
        cmocka_unit_test(a_piece_larger_than_any_chunk_is_given),
        cmocka_unit_test(a_reset_arena_gives_the_same_memory_again),
        cmocka_unit_test(texts_are_copied_with_their_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
