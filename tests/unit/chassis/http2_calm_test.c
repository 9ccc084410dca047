/*
 * The HTTP/2 side of the server against hand-made frames of a peer that floods,
 * dawdles, or does not speak HTTP/2 after all.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "chassis/http2_private.h"
#include "tests/support/http_stage.h"

static struct stage stage;

static int open_stage(void **state)
{
    (void)state;
    stage_open(&stage);
    return 0;
}

static int close_stage(void **state)
{
    (void)state;
    stage_close(&stage);
    return 0;
}

static const char preface[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
                              "\0\0\0\4\0\0\0\0"; /* and empty SETTINGS */

static int raw_peer(void)
{
    int fd = stage_dial(&stage);
    stage_send(&stage, fd, preface, sizeof(preface));
    return fd;
}

/* GOAWAY frames end with their code. */
static bool heard_calm(void)
{
    static const char calm[] = {0, 0, 0, NGHTTP2_ENHANCE_YOUR_CALM};
    return memmem(stage.text, stage.text_bytes, calm, sizeof(calm)) != NULL;
}

static void rapid_resets_end_the_connection(void **state)
{
    (void)state;
    int fd = raw_peer();
    for (uint32_t i = 0; i <= LIMIT_RESETS + 10; i++) {
        uint32_t id = 2 * i + 1;
        const char frames[] = {
            0,        0,          3,          1,
            5,        0,          0,          (char)(id >> 8),
            (char)id, (char)0x82, (char)0x86, (char)0x84,
            0,        0,          4,          3,
            0,        0,          0,          (char)(id >> 8),
            (char)id, 0,          0,          0,
            8};
        stage_send(&stage, fd, frames, sizeof(frames));
    }
    stage_expect_end(&stage, fd);
    assert_true(heard_calm());
    assert_true(stage.handled <= LIMIT_RESETS + 2);
    close(fd);
}

static void a_settings_flood_ends_the_connection(void **state)
{
    (void)state;
    int fd = raw_peer();
    static const char settings[9] = {0, 0, 0, 4};
    bool calmed = false;
    for (int i = 0; i <= LIMIT_CONTROL_FRAMES + 200 && !calmed; i++) {
        stage_send(&stage, fd, settings, sizeof(settings));
        if (i % 100 == 0) { /* a peer that reads what it provokes */
            stage_hear(&stage, fd);
            calmed = heard_calm();
        }
    }
    assert_true(calmed);
    close(fd);
}

static void a_preface_in_pieces_is_understood(void **state)
{
    (void)state;
    int fd = stage_dial(&stage);
    for (size_t i = 0; i < sizeof(preface); i++) {
        stage_send(&stage, fd, preface + i, 1);
        stage_settle(&stage);
    }
    stage_settle(&stage);
    assert_true(read(fd, stage.text, 9) == 9 && stage.text[3] == 4);
    close(fd);
}

static void half_a_preface_is_a_bad_http1_request(void **state)
{
    (void)state;
    int fd = stage_dial(&stage);
    stage_say(&stage, fd, "PRI * HTTP/2.0\r\n\r\nXX");
    stage_expect(&stage, fd, "HTTP/1.1 400");
    close(fd);
}

static void headers_that_never_end_are_cut_off(void **state)
{
    (void)state;
    int fd = raw_peer();
    static const char frame[] = {0, 0, 3, 1,          1,          0,
                                 0, 0, 1, (char)0x82, (char)0x86, (char)0x84};
    stage_send(&stage, fd, frame, sizeof(frame));
    stage_settle(&stage);
    http_server_sweep(stage.server, loop_now_ms(stage.loop) + LIMIT_HEADER_MS);
    stage_expect_end(&stage, fd);
    assert_int_equal(stage.handled, 0);
    close(fd);
}

static size_t resets_for_calm(void)
{
    size_t count = 0, at = 0;
    while (at + 9 <= stage.text_bytes) {
        const unsigned char *frame = (const unsigned char *)stage.text + at;
        size_t length =
            (size_t)frame[0] << 16 | (size_t)frame[1] << 8 | frame[2];
        count += frame[3] == NGHTTP2_RST_STREAM &&
                 frame[12] == NGHTTP2_ENHANCE_YOUR_CALM;
        at += 9 + length;
    }
    return count;
}

/* 100 answers of a million bytes, and no window for any of them. */
static void answers_that_nobody_takes_are_bounded(void **state)
{
    enum { ASKED = 100, BYTES = 1000000 };
    static const char no_window[] = {0, 0, 6, 4, 0, 0, 0, 0,
                                     0, 0, 4, 0, 0, 0, 0};
    static const char path[] = "/big?1000000\x01\x01"
                               "a"; /* :authority */
    const size_t kept = LIMIT_ANSWERS_BYTES / BYTES;
    (void)state;
    int fd = raw_peer();
    stage_send(&stage, fd, no_window, sizeof(no_window));
    for (uint32_t id = 1; id < 2 * ASKED; id += 2) {
        char frame[9 + 4 + sizeof(path) - 1] = {
            0, 0,        4 + sizeof(path) - 1, 1,          5,    0, 0,
            0, (char)id, (char)0x82,           (char)0x86, 0x04, 12};
        memcpy(frame + 13, path, sizeof(path) - 1);
        stage_send(&stage, fd, frame, sizeof(frame));
    }
    stage_until(&stage, &stage.handled, ASKED);
    for (int i = 0; i < 1000 && resets_for_calm() < ASKED - kept; i++)
        assert_true(stage_hear(&stage, fd));
    assert_int_equal(resets_for_calm(), ASKED - kept);
    close(fd);
}

#define TEST(name) \
    cmocka_unit_test_setup_teardown(name, open_stage, close_stage)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rapid_resets_end_the_connection),
        TEST(answers_that_nobody_takes_are_bounded),
        TEST(a_settings_flood_ends_the_connection),
        TEST(a_preface_in_pieces_is_understood),
        TEST(half_a_preface_is_a_bad_http1_request),
        TEST(headers_that_never_end_are_cut_off),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
