/*
 * pipe_test -- when and how bytes leave, by a clock that moves when told.
 */
#include "split/platform/sidecar/pipe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/cmocka_all.h"

enum { MS = 1000, SECOND = 1000000, SEED = 11 };

static struct pipe pipe_; /* 16 KiB of ring: not for the stack of each test */

static int set_up(void **state)
{
    (void)state;
    pipe_init(&pipe_, SEED);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    pipe_release(&pipe_);
    return 0;
}

/* All that may leave at `now`; the pieces' bytes one behind the other. */
static size_t take_all(int64_t now_us, char *out, size_t *pieces,
                       int64_t *again_us)
{
    struct slice piece;
    size_t length = 0;
    *pieces = 0;
    while (pipe_take(&pipe_, now_us, &piece, again_us)) {
        memcpy(out + length, piece.data, piece.length);
        length += piece.length;
        ++*pieces;
    }
    return length;
}

static void put(const char *text, int64_t now_us)
{
    pipe_put(&pipe_, text, strlen(text), now_us);
}

static void without_rules_all_leaves_at_once(void **state)
{
    char out[32];
    size_t pieces;
    int64_t again;
    (void)state;
    assert_true(pipe_idle(&pipe_));
    put("hello ", 0);
    put("world", 0);
    assert_int_equal(take_all(0, out, &pieces, &again), 11);
    assert_memory_equal(out, "hello world", 11);
    assert_int_equal(again, INT64_MAX);
    assert_int_equal(pipe_length(&pipe_), 0);
}

/* The trap: 10 chunks put at once are late once, not ten times. */
static void latency_counts_from_arrival(void **state)
{
    const struct pipe_rules rules = {.latency_us = 200 * MS};
    char out[64];
    size_t pieces;
    int64_t again;
    (void)state;
    pipe_set(&pipe_, &rules, 0);
    for (int i = 0; i < 10; i++)
        put("x", i * MS);
    assert_int_equal(take_all(200 * MS - 1, out, &pieces, &again), 0);
    assert_int_equal(again, 200 * MS);
    assert_int_equal(take_all(209 * MS, out, &pieces, &again), 10);
}

static void jitter_stays_around_latency_and_keeps_the_order(void **state)
{
    enum { CHUNKS = 500 };
    const struct pipe_rules rules = {.latency_us = 50 * MS,
                                     .jitter_us = 20 * MS};
    int64_t least = INT64_MAX, most = 0;
    (void)state;
    pipe_set(&pipe_, &rules, 0);
    for (int i = 0; i < CHUNKS; i++) {
        int64_t at = (int64_t)i * SECOND, again;
        char byte = (char)i;
        struct slice piece;
        pipe_put(&pipe_, &byte, 1, at);
        assert_false(pipe_take(&pipe_, at, &piece, &again));
        least = again - at < least ? again - at : least;
        most = again - at > most ? again - at : most;
        assert_true(pipe_take(&pipe_, again, &piece, &again));
        assert_int_equal((char)i, piece.data[0]);
    }
    assert_in_range(least, 30 * MS, 32 * MS);
    assert_in_range(most, 68 * MS, 70 * MS);
}

static void the_same_seed_gives_the_same_delays(void **state)
{
    const struct pipe_rules rules = {
        .latency_us = 50 * MS, .jitter_us = 20 * MS, .seed = 5};
    int64_t first[20], again;
    struct slice piece;
    (void)state;
    for (int round = 0; round < 2; round++) {
        pipe_release(&pipe_);
        pipe_init(&pipe_, (uint64_t)round + 100);
        pipe_set(&pipe_, &rules, 0);
        for (int i = 0; i < 20; i++) {
            put("x", i * SECOND);
            pipe_take(&pipe_, i * SECOND, &piece, &again);
            if (round == 0)
                first[i] = again;
            assert_int_equal(again, first[i]);
            pipe_take(&pipe_, again, &piece, &again);
        }
    }
}

static void healed_latency_lets_all_go_at_once_in_order(void **state)
{
    const struct pipe_rules slow = {.latency_us = 10 * SECOND}, none = {0};
    char out[16];
    size_t pieces;
    int64_t again;
    (void)state;
    pipe_set(&pipe_, &slow, 0);
    put("ab", 0);
    put("cd", 1 * MS);
    pipe_set(&pipe_, &none, 2 * MS);
    put("ef", 2 * MS);
    assert_int_equal(take_all(2 * MS, out, &pieces, &again), 6);
    assert_memory_equal(out, "abcdef", 6);
    assert_true(pipe_idle(&pipe_));
}

static void bandwidth_holds_over_a_second(void **state)
{
    enum { RATE = 16 * 1024, BYTES = 64 * 1024 };
    const struct pipe_rules rules = {.bytes_per_s = RATE};
    static char bytes[BYTES], out[BYTES];
    size_t pieces, sent = 0;
    int64_t again, now = 0;
    (void)state;
    pipe_set(&pipe_, &rules, 0);
    pipe_put(&pipe_, bytes, sizeof bytes, 0);
    while (now < SECOND) {
        sent += take_all(now, out, &pieces, &again);
        assert_true(sent <= (size_t)(now * RATE / SECOND) + RATE / 50 + 1);
        assert_true(again > now);
        now = again;
    }
    assert_in_range(sent, RATE * 98 / 100, RATE * 103 / 100);
}

/* After a silence the bucket holds 20 ms worth, not the whole silence. */
static void a_silence_does_not_save_up_bandwidth(void **state)
{
    const struct pipe_rules rules = {.bytes_per_s = 10000};
    static char bytes[5000], out[5000];
    size_t pieces;
    int64_t again;
    (void)state;
    pipe_set(&pipe_, &rules, 0);
    pipe_put(&pipe_, bytes, sizeof bytes, 60 * SECOND);
    assert_in_range(take_all(60 * SECOND, out, &pieces, &again), 1, 201);
}

static void slices_are_as_large_as_asked(void **state)
{
    const struct pipe_rules rules = {.slice = 10, .slice_variation = 4};
    char bytes[1000], out[1000];
    struct slice piece;
    size_t least = 1000, most = 0, length = 0;
    int64_t again;
    (void)state;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (char)i;
    pipe_set(&pipe_, &rules, 0);
    pipe_put(&pipe_, bytes, sizeof bytes, 0);
    while (pipe_take(&pipe_, 0, &piece, &again)) {
        memcpy(out + length, piece.data, piece.length);
        length += piece.length;
        if (pipe_length(&pipe_) > 0) {
            least = piece.length < least ? piece.length : least;
            most = piece.length > most ? piece.length : most;
        }
    }
    assert_int_equal(length, sizeof bytes);
    assert_memory_equal(out, bytes, sizeof bytes);
    assert_int_equal(least, 6);
    assert_int_equal(most, 14);
}

static void slices_of_one_byte_are_one_byte_and_keep_their_gap(void **state)
{
    const struct pipe_rules rules = {
        .slice = 1, .slice_variation = 9, .slice_gap_us = 300};
    struct slice piece;
    int64_t again, now = 5 * MS;
    (void)state;
    pipe_set(&pipe_, &rules, now);
    put("abcdef", now);
    for (int i = 0; i < 6; i++) {
        assert_true(pipe_take(&pipe_, now, &piece, &again));
        assert_int_equal(piece.length, 1);
        assert_int_equal(piece.data[0], 'a' + i);
        assert_false(pipe_take(&pipe_, now, &piece, &again));
        if (i < 5)
            assert_int_equal(again, now + 300);
        now = again;
    }
}

static void what_is_swallowed_never_comes(void **state)
{
    const struct pipe_rules hole = {.swallow = true}, none = {0};
    char out[16];
    size_t pieces;
    int64_t again;
    (void)state;
    put("ab", 0); /* still here when it begins */
    pipe_set(&pipe_, &hole, 0);
    put("cd", 0);
    assert_int_equal(take_all(SECOND, out, &pieces, &again), 0);
    assert_true(pipe_.harmed);
    pipe_set(&pipe_, &none, 0);
    put("ef", 0);
    assert_int_equal(take_all(SECOND, out, &pieces, &again), 2);
    assert_memory_equal(out, "ef", 2);
}

static void a_hole_that_swallowed_nothing_did_no_harm(void **state)
{
    const struct pipe_rules hole = {.swallow = true}, none = {0};
    (void)state;
    pipe_set(&pipe_, &hole, 0);
    pipe_set(&pipe_, &none, 0);
    assert_false(pipe_.harmed);
}

static void the_limit_cuts_to_the_byte(void **state)
{
    char out[64];
    size_t pieces;
    int64_t again;
    (void)state;
    for (int limit = 0; limit < 12; limit++) {
        const struct pipe_rules rules = {
            .limited = true, .limit = limit, .slice = 3};
        pipe_release(&pipe_);
        pipe_init(&pipe_, SEED);
        pipe_set(&pipe_, &rules, 0);
        assert_int_equal(pipe_spent(&pipe_), limit == 0);
        put("hello", 0);
        put("world!", 0);
        size_t sent = take_all(0, out, &pieces, &again);
        assert_int_equal(sent, limit < 11 ? limit : 11);
        assert_int_equal(pipe_spent(&pipe_),
                         limit < 12 && sent == (size_t)limit);
    }
}

static void corrupt_bytes_are_other_bytes_in_every_chunk(void **state)
{
    const struct pipe_rules rules = {.corrupt = 1};
    char out[16];
    size_t pieces;
    int64_t again;
    (void)state;
    pipe_set(&pipe_, &rules, 0);
    for (int round = 0; round < 1000; round++) {
        int changed = 0;
        put("abcdefgh", round);
        assert_int_equal(take_all(round, out, &pieces, &again), 8);
        for (int i = 0; i < 8; i++)
            changed += out[i] != "abcdefgh"[i];
        assert_int_equal(changed, 1);
    }
    assert_true(pipe_.harmed);
}

static void a_clog_lets_all_go_at_the_end_of_its_period(void **state)
{
    const struct pipe_rules rules = {.clog_us = 100 * MS};
    char out[16];
    size_t pieces;
    int64_t again;
    (void)state;
    pipe_set(&pipe_, &rules, 7 * MS);
    put("ab", 10 * MS);
    put("cd", 90 * MS);
    assert_int_equal(take_all(100 * MS, out, &pieces, &again), 0);
    assert_int_equal(again, 107 * MS);
    assert_int_equal(take_all(107 * MS, out, &pieces, &again), 4);
    assert_memory_equal(out, "abcd", 4);
    put("ef", 108 * MS);
    assert_int_equal(take_all(206 * MS, out, &pieces, &again), 0);
    assert_int_equal(take_all(207 * MS, out, &pieces, &again), 2);
}

/* More chunks than the ring holds are merged; none is lost or early. */
static void a_full_ring_loses_nothing(void **state)
{
    const struct pipe_rules rules = {.latency_us = 10 * SECOND};
    enum { CHUNKS = 3 * PIPE_CHUNKS };
    static char out[CHUNKS];
    size_t pieces;
    int64_t again;
    (void)state;
    pipe_set(&pipe_, &rules, 0);
    for (int i = 0; i < CHUNKS; i++) {
        char byte = (char)i;
        pipe_put(&pipe_, &byte, 1, i * 10);
    }
    assert_int_equal(take_all(10 * SECOND - 1, out, &pieces, &again), 0);
    assert_int_equal(take_all(20 * SECOND, out, &pieces, &again), CHUNKS);
    for (int i = 0; i < CHUNKS; i++)
        assert_int_equal(out[i], (char)i);
}

/* Random rules, puts and takes against a plain queue: what is not swallowed,
 * corrupted or limited comes whole and in order. */
static void random_lives_keep_every_byte_in_order(void **state)
{
    struct random random;
    uint64_t seed = getenv("SEED") ? strtoull(getenv("SEED"), NULL, 10) : 1;
    (void)state;
    printf("seed %llu\n", (unsigned long long)seed);
    random_seed(&random, seed);
    for (int life = 0; life < 300; life++) {
        int64_t now = 0, again;
        uint8_t in = 0, out = 0;
        pipe_release(&pipe_);
        pipe_init(&pipe_, random_next(&random));
        for (int step = 0; step < 300; step++) {
            const struct pipe_rules rules = {
                .latency_us = (int64_t)random_below(&random, 3) * 1000,
                .jitter_us = (int64_t)random_below(&random, 3) * 700,
                .clog_us = (int64_t)random_below(&random, 2) * 5000,
                .bytes_per_s = (int64_t)random_below(&random, 2) * 100000,
                .slice = random_below(&random, 9),
                .slice_variation = random_below(&random, 12),
                .slice_gap_us = (int64_t)random_below(&random, 2) * 50};
            char bytes[64];
            size_t length = random_below(&random, sizeof bytes);
            struct slice piece;
            if (random_below(&random, 10) == 0)
                pipe_set(&pipe_, &rules, now);
            for (size_t i = 0; i < length; i++)
                bytes[i] = (char)in++;
            pipe_put(&pipe_, bytes, length, now);
            now += (int64_t)random_below(&random, 3000);
            while (pipe_take(&pipe_, now, &piece, &again))
                for (size_t i = 0; i < piece.length; i++)
                    assert_int_equal((uint8_t)piece.data[i], out++);
            assert_true(again > now);
        }
        const struct pipe_rules none = {0};
        struct slice piece;
        pipe_set(&pipe_, &none, now);
        while (pipe_take(&pipe_, now, &piece, &again))
            for (size_t i = 0; i < piece.length; i++)
                assert_int_equal((uint8_t)piece.data[i], out++);
        assert_int_equal(in, out);
        assert_false(pipe_.harmed);
    }
}

int main(void)
{
#define WITH_PIPE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        WITH_PIPE(without_rules_all_leaves_at_once),
        WITH_PIPE(latency_counts_from_arrival),
        WITH_PIPE(jitter_stays_around_latency_and_keeps_the_order),
        WITH_PIPE(the_same_seed_gives_the_same_delays),
        WITH_PIPE(healed_latency_lets_all_go_at_once_in_order),
        WITH_PIPE(bandwidth_holds_over_a_second),
        WITH_PIPE(a_silence_does_not_save_up_bandwidth),
        WITH_PIPE(slices_are_as_large_as_asked),
        WITH_PIPE(slices_of_one_byte_are_one_byte_and_keep_their_gap),
        WITH_PIPE(what_is_swallowed_never_comes),
        WITH_PIPE(a_hole_that_swallowed_nothing_did_no_harm),
        WITH_PIPE(the_limit_cuts_to_the_byte),
        WITH_PIPE(corrupt_bytes_are_other_bytes_in_every_chunk),
        WITH_PIPE(a_clog_lets_all_go_at_the_end_of_its_period),
        WITH_PIPE(a_full_ring_loses_nothing),
        WITH_PIPE(random_lives_keep_every_byte_in_order),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
