/*
 * clock -- the only place that asks the machine what time it is.
 *
 * Two clocks, never to be mixed: the monotonic one only ever moves forward and
 * measures how long something took; the wall clock is what people read, and it
 * may jump when somebody sets it. Deadlines hang on the first.
 *
 * A lens before the wall clock makes it wrong on purpose; there is none before
 * the monotonic one, since no machine's goes back or stands still.
 *
 * All else gets its time from its runtime, so that a simulation or a test can
 * hand out a time of its own. clock_format() asks nothing and is here because
 * logs and front ends print the same form (RFC 3339, UTC, milliseconds).
 */
#include "chassis/clock.h"

#include <errno.h>
#include <time.h>

static clock_lens *lens; /* NULL: the wall clock as it is */

static int64_t read_ns(clockid_t which)
{
    struct timespec now;
    clock_gettime(which, &now);
    return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

int64_t clock_monotonic_ns(void)
{
    return read_ns(CLOCK_MONOTONIC);
}

int64_t clock_monotonic_ms(void)
{
    return read_ns(CLOCK_MONOTONIC) / 1000000;
}

int64_t clock_wall_ms(void)
{
    int64_t wall_ms = read_ns(CLOCK_REALTIME) / 1000000;
    return lens ? lens(wall_ms) : wall_ms;
}

int64_t clock_true_wall_ns(void)
{
    return read_ns(CLOCK_REALTIME);
}

void clock_look_through(clock_lens *seen)
{
    lens = seen;
}

void clock_sleep_ms(int64_t ms)
{
    struct timespec left = {.tv_sec = ms / 1000,
                            .tv_nsec = (ms % 1000) * 1000000};
    while (ms > 0 && nanosleep(&left, &left) != 0 && errno == EINTR)
        continue;
}

/* `count` decimal digits of `value`. */
static void put_digits(char *out, int count, int value)
{
    for (int i = count - 1; i >= 0; i--) {
        out[i] = (char)('0' + value % 10);
        value /= 10;
    }
}

void clock_format(int64_t wall_ms, char out[CLOCK_TEXT_BYTES])
{
    static const char form[CLOCK_TEXT_BYTES] = "0000-00-00T00:00:00.000Z";
    const int64_t last_ms = 253402300799999; /* the end of the year 9999 */
    if (wall_ms < 0)
        wall_ms = 0;
    if (wall_ms > last_ms)
        wall_ms = last_ms;
    time_t seconds = (time_t)(wall_ms / 1000);
    struct tm utc;
    gmtime_r(&seconds, &utc);
    for (int i = 0; i < CLOCK_TEXT_BYTES; i++)
        out[i] = form[i];
    put_digits(out, 4, utc.tm_year + 1900);
    put_digits(out + 5, 2, utc.tm_mon + 1);
    put_digits(out + 8, 2, utc.tm_mday);
    put_digits(out + 11, 2, utc.tm_hour);
    put_digits(out + 14, 2, utc.tm_min);
    put_digits(out + 17, 2, utc.tm_sec);
    put_digits(out + 20, 3, (int)(wall_ms % 1000));
}
