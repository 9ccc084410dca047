/*
 * rows_tutor -- how soon the tutor shows a key, and how soon it is there.
 *
 * The least that a key can cost on this machine, at this moment, is what `cat`
 * costs: the line's own echo is off, so cat has to be woken, to read and to
 * write, as the tutor has. The two take turns, key by key, with both shops up
 * and the live figures flowing, so what else the machine does falls on both.
 *
 * A key must stand out in what is read: so it is a letter that no frame holds
 * on its own, and the prompt is emptied again now and then.
 */
#include "tests/bench/rows.h"

#include <stdio.h>
#include <stdlib.h>

#include "chassis/clock.h"
#include "tests/bench/table.h"
#include "tests/bench/tap.h"

enum { KEYS = 400, A_LINE = 24, KEYS_QUICK = 100, STARTS = 5, SILENT_MS = 60 };

/* Neither stands in the sequences that move the cursor or choose colours. */
static const char letters[] = "~^";

struct times {
    double ms[KEYS];
    int count;
};

static int smaller(const void *left, const void *right)
{
    const double *a = left, *b = right;
    return (*a > *b) - (*a < *b);
}

static double part(struct times *times, double share)
{
    qsort(times->ms, (size_t)times->count, sizeof *times->ms, smaller);
    int at = (int)(share * times->count);
    return times->ms[at < times->count ? at : times->count - 1];
}

static void press(struct tap *tap, int i, struct times *times)
{
    int64_t took = tap_key(tap, letters[i % 2]);
    if (took >= 0)
        times->ms[times->count++] = (double)took / 1e6;
}

static void empty_prompt(struct tap *tap)
{
    tap_send(tap, "\x15");
    tap_drain(tap, SILENT_MS);
}

static void print_times(int rows, int columns, struct times *ours,
                        struct times *echo)
{
    char what[64];
    for (int i = 0; i < 2; i++) {
        double share = i ? 0.99 : 0.5;
        double mine = part(ours, share), peer = part(echo, share);
        snprintf(what, sizeof what, "9 key to paint %dx%d, p%d (echo + %.2f)",
                 columns, rows, i ? 99 : 50, mine - peer);
        table_row(&(struct table_row){.what = what,
                                      .ours = mine,
                                      .peer = peer,
                                      .ratio = peer > 0 ? mine / peer : 0,
                                      .unit = "ms",
                                      .goal = i ? "echo + 10" : "echo + 1"});
    }
}

static void measure_keys(struct rows *rows, const char *tutor, int lines,
                         int columns)
{
    static struct tap ours, echo;
    struct times mine = {.count = 0}, peer = {.count = 0};
    const char *cat[] = {"sh", "-c", "stty raw -echo; echo ready; exec cat",
                         NULL};
    const char *cleave[] = {tutor, "tutor", "system", NULL};
    int keys = rows->round_ms < 1000 ? KEYS_QUICK : KEYS;
    bool open =
        tap_open(&echo, lines, columns, cat) && tap_until(&echo, "ready") > 0;
    if (open) {
        open = tap_open(&ours, lines, columns, cleave) &&
               tap_until(&ours, "payments") > 0;
        tap_drain(&ours, SILENT_MS);
        for (int i = 0; open && i < keys && !shops_interrupted(); i++) {
            if (i % A_LINE == 0)
                empty_prompt(&ours);
            press(&ours, i, &mine);
            press(&echo, i, &peer);
        }
        tap_close(&ours);
    }
    tap_close(&echo);
    if (shops_interrupted())
        return;
    if (!open || mine.count < keys || peer.count < keys)
        shops_die("the tutor did not show a key", "");
    print_times(lines, columns, &mine, &peer);
}

/* From exec to the first frame, and to a screen that shows both shops as up,
 * which a learner waits for the first time. */
static void measure_start(struct rows *rows, const char *tutor)
{
    static struct tap tap;
    struct samples first = {.count = 0}, up = first;
    const char *cleave[] = {tutor, "tutor", NULL};
    for (int i = 0; i < STARTS && !shops_interrupted(); i++) {
        shops_down(&rows->shops);
        if (!tap_open(&tap, 24, 80, cleave))
            shops_die("no pseudo-terminal", "");
        int64_t frame = tap_until(&tap, "\033[?2026l");
        int64_t shown = tap_until(&tap, "Press Enter");
        if (frame > 0 && shown > 0) {
            samples_add(&first, (double)(frame - tap.began_ns) / 1e6);
            samples_add(&up, (double)(shown - tap.began_ns) / 1e6);
        }
        tap_close(&tap);
    }
    shops_up(&rows->shops);
    shops_look(&rows->shops);
    if (shops_interrupted())
        return;
    table_row(&(struct table_row){.what = "9 tutor: exec to the first frame",
                                  .ours = samples_median(&first),
                                  .unit = "ms",
                                  .goal = "<= 500"});
    table_row(&(struct table_row){.what = "9 tutor: exec to both shops up",
                                  .ours = samples_median(&up),
                                  .unit = "ms",
                                  .goal = ""});
}

void rows_tutor(struct rows *rows)
{
    char tutor[LIMIT_PATH_BYTES];
    snprintf(tutor, sizeof tutor, "%s/cleave", rows->shops.bin);
    setenv("TERM", "xterm-256color", 1);
    setenv("LANG", "C.UTF-8", 1);
    setenv("CLEAVE_LANG", "en", 1);
    measure_keys(rows, tutor, 24, 80);
    measure_keys(rows, tutor, 40, 120);
    measure_start(rows, tutor);
}
