/*
 * street -- see street.h.
 *
 * A house that ends, however it ended, is started again by its own timer; a
 * paused one is continued by the same. So the street heals by itself, and what
 * a round does to one house never waits for what was done to another.
 */
#include "tests/crash/replicas/street.h"

#include <errno.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/clock.h"
#include "chassis/contracts/control.pb-c.h"
#include "chassis/grpc_call.h"
#include "chassis/log.h"

enum {
    READY_MS = 15000,
    PAUSE_MAX_MS = 4000,
    DOWN_MAX_MS = 300,
    POINT_MS = 1500
};

static const char *const columns[] = {"payments", "inventory", "orders",
                                      "gateway"};
static const char *const singles[] = {"customers", "shipping"};

static void die(const char *what, const char *why)
{
    fprintf(stderr, "street: %s: %s\n", what, why);
    exit(1);
}

/* ---- time ---- */

static void stop_waiting(void *arg)
{
    *(bool *)arg = true;
}

void street_wait(struct street *street, int64_t ms)
{
    bool over = false;
    struct loop_timer *timer =
        loop_timer_new(street->loop, stop_waiting, &over);
    loop_timer_set(timer, ms);
    while (!over)
        loop_once(street->loop, true);
    loop_timer_free(timer);
}

static void wait_until_ready(struct street *street)
{
    int64_t until = clock_monotonic_ms() + READY_MS;
    for (int i = 0; i < street->house_count; i++)
        while (!street->houses[i].ready || street->houses[i].paused) {
            if (clock_monotonic_ms() > until)
                die(street->houses[i].service, "it does not become ready");
            street_wait(street, 5);
        }
}

/* ---- one house ---- */

static void on_line(void *arg, const char *line, size_t length)
{
    struct house *house = arg;
    (void)line, (void)length; /* the only line there is says that it is ready */
    house->ready = true;
}

static void on_exit_of(void *arg, int status, int signal)
{
    struct house *house = arg;
    if (!house->may_end) {
        house->street->counts.broken++;
        printf("street: %s-%d ended by itself: exit status %d, signal %d\n",
               house->service, house->number, status, signal);
    }
    process_free(house->process);
    house->process = NULL;
    house->ready = house->paused = false;
    if (!house->street->closing)
        loop_timer_set(house->timer, house->down_ms);
    house->down_ms = 1;
}

/* The peers of a column are its own; the single ones are everybody's. */
static const char *peer_of(const struct house *house, const char *name,
                           char *out, size_t bytes)
{
    bool single = strcmp(name, "customers") == 0 || !strcmp(name, "shipping");
    snprintf(out, bytes, "%s=unix:%s/%s-%d.sock", name,
             house->street->places.run, name, single ? 1 : house->number);
    return out;
}

static void start(struct house *house)
{
    struct street *street = house->street;
    enum { TEXT = LIMIT_PATH_BYTES + 64 };
    char program[TEXT], number[16], log[TEXT], peers[5][TEXT];
    static const char *const names[] = {"orders", "payments", "inventory",
                                        "shipping", "customers"};
    const char *argv[24] = {program,       "--instance",    number,
                            "--log-level", "info",          "--lifeline",
                            "3",           "--deadline-ms", "2000"};
    int count = 9;
    snprintf(program, sizeof program, "%s/cleave-%s", street->bin,
             house->service);
    snprintf(number, sizeof number, "%d", house->number);
    snprintf(log, sizeof log, "%s/%s-%d.log", street->home, house->service,
             house->number);
    for (int i = 0; i < 5; i++) {
        argv[count++] = "--peer";
        argv[count++] = peer_of(house, names[i], peers[i], TEXT);
    }
    const struct process_options options = {.argv = argv,
                                            .log_path = log,
                                            .on_line = on_line,
                                            .on_exit = on_exit_of,
                                            .arg = house};
    house->ready = house->may_end = false;
    if (process_start(&house->process, street->loop, &options))
        die(house->service, error_detail(ERROR_SYSTEM));
}

static void on_timer(void *arg)
{
    struct house *house = arg;
    if (!house->process) {
        start(house);
    } else if (house->paused) {
        house->paused = false;
        process_signal(house->process, SIGCONT);
    }
}

/* ---- what happens to a replica ---- */

static struct house *pick(struct street *street, struct random *random)
{
    for (int i = 0; i < 64; i++) {
        struct house *house =
            &street->houses[random_below(random, street->house_count)];
        bool replica = strcmp(house->service, "gateway") != 0 &&
                       house->number <= street->columns &&
                       strcmp(house->service, "customers") != 0 &&
                       strcmp(house->service, "shipping") != 0;
        if (replica && house->ready && !house->paused && !house->may_end)
            return house;
    }
    return NULL;
}

void street_kill(struct street *street, struct random *random)
{
    struct house *house = pick(street, random);
    if (!house)
        return;
    street->counts.kills++;
    house->may_end = true;
    process_signal(house->process, SIGKILL);
}

void street_pause(struct street *street, struct random *random)
{
    struct house *house = pick(street, random);
    if (!house)
        return;
    street->counts.pauses++;
    house->paused = true;
    process_signal(house->process, SIGSTOP);
    loop_timer_set(house->timer,
                   50 + (int64_t)random_below(random, PAUSE_MAX_MS));
}

/* It drains; its place is taken by the next one, while the others serve. */
void street_replace(struct street *street, struct random *random)
{
    struct house *house = pick(street, random);
    if (!house)
        return;
    street->counts.replacements++;
    house->may_end = true;
    process_signal(house->process, SIGTERM);
}

static bool arm(struct house *house, const char *point)
{
    Control__CrashRequest request = CONTROL__CRASH_REQUEST__INIT;
    struct address address;
    struct answer answer = {0};
    struct arena arena;
    char name[64];
    arena_init(&arena, 1 << 16);
    snprintf(name, sizeof name, "%s", point);
    request.point = name;
    struct grpc_call call = {.address = &address,
                             .contract = &control__control__descriptor,
                             .method = "ArmCrash",
                             .in = &request.base,
                             .timeout_ms = 2000};
    enum error error = places_socket(&house->street->places, house->service,
                                     house->number, &address);
    if (!error)
        error = grpc_call_once(house->street->loop, &call, &arena, &answer);
    arena_release(&arena);
    return !error;
}

void street_crash(struct street *street, const char *point)
{
    struct house *first = NULL, *second = NULL;
    for (int i = 0; i < street->house_count; i++)
        if (strcmp(street->houses[i].service, "orders") == 0 &&
            street->houses[i].number <= 2)
            *(street->houses[i].number == 1 ? &first : &second) =
                &street->houses[i];
    if (!first || !second || !arm(second, point))
        die(point, "it cannot be armed");
    first->may_end = second->may_end = true;
    first->down_ms = POINT_MS; /* else it would put its former life ashore */
    process_signal(first->process, SIGKILL);
    int64_t until = clock_monotonic_ms() + POINT_MS;
    while (second->process && second->ready && clock_monotonic_ms() < until)
        street_wait(street, 1);
    if (clock_monotonic_ms() < until) {
        street->counts.points++;
    } else {
        street->counts.broken++;
        printf("street: orders-2 never reached %s\n", point);
    }
    street_wait(street, POINT_MS);
    wait_until_ready(street);
}

void street_calm(struct street *street)
{
    for (int i = 0; i < street->house_count; i++)
        if (street->houses[i].paused)
            on_timer(&street->houses[i]);
    street_wait(street, DOWN_MAX_MS);
    wait_until_ready(street);
}

/* ---- the street ---- */

static void add_house(struct street *street, const char *service, int number)
{
    struct house *house = &street->houses[street->house_count++];
    *house =
        (struct house){.street = street, .service = service, .number = number};
    house->timer = loop_timer_new(street->loop, on_timer, house);
    start(house);
}

void street_open(struct street *street, const char *bin, int count)
{
    *street = (struct street){.bin = bin, .columns = count};
    snprintf(street->home, sizeof street->home, "/tmp/cleave-street-XXXXXX");
    if (!mkdtemp(street->home))
        die("mkdtemp", strerror(errno));
    setenv("CLEAVE_HOME", street->home, 1);
    log_open("street", LOG_OFF, 2);
    enum error error = places_find(&street->places);
    if (!error)
        error = places_make(&street->places);
    if (!error)
        error = loop_new(&street->loop);
    if (error)
        die("street", error_detail(error));
    for (size_t i = 0; i < 2; i++)
        add_house(street, singles[i], 1);
    for (size_t i = 0; i < 4; i++) /* those of a service start together */
        for (int k = 1; k <= count; k++)
            add_house(street, columns[i], k);
    for (int k = 0; k < count; k++)
        snprintf(street->doors[k], sizeof street->doors[k],
                 "unix:%s/gateway-%d.sock", street->places.run, k + 1);
    wait_until_ready(street);
}

const char *street_door(const struct street *street, int column)
{
    return street->doors[column];
}

/* ---- the end ---- */

static long count_lines(const struct street *street, const char *word)
{
    char path[LIMIT_PATH_BYTES], line[4096];
    long count = 0;
    for (int k = 1; k <= street->columns; k++) {
        snprintf(path, sizeof path, "%s/orders-%d.log", street->home, k);
        FILE *log = fopen(path, "r");
        while (log && fgets(line, sizeof line, log)) {
            const char *found = strstr(line, word);
            const char *number = found ? strstr(line, "\"count\":") : NULL;
            if (found)
                count += number ? strtol(number + 8, NULL, 10) : 1;
        }
        if (log)
            fclose(log);
    }
    return count;
}

static int remove_one(const char *path, const struct stat *facts, int kind,
                      struct FTW *walk)
{
    (void)facts, (void)kind, (void)walk;
    return remove(path);
}

static bool all_gone(const struct street *street)
{
    for (int i = 0; i < street->house_count; i++)
        if (street->houses[i].process)
            return false;
    return true;
}

struct street_counts street_close(struct street *street)
{
    street->closing = true;
    for (int i = 0; i < street->house_count; i++) {
        struct house *house = &street->houses[i];
        house->may_end = true;
        loop_timer_stop(house->timer); /* who is down now stays down */
        if (!house->process)
            continue;
        process_signal(house->process, SIGTERM);
        process_signal(house->process, SIGCONT); /* if it is paused */
    }
    while (!all_gone(street))
        street_wait(street, 5);
    for (int i = 0; i < street->house_count; i++)
        loop_timer_free(street->houses[i].timer);
    loop_free(street->loop);
    street->counts.ashore = count_lines(street, "replica_put_ashore");
    street->counts.taken_over = count_lines(street, "sagas_resumed");
    street->counts.relays = count_lines(street, "relay_taken_over");
    if (street->counts.broken == 0 && !getenv("KEEP_STREET"))
        nftw(street->home, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    return street->counts;
}
