/*
 * campaign -- kill -9, again and again, under load; then ask the auditor.
 *
 * campaign [--bin DIR] [--shape split|monolith] [--kills N] [--seed S]
 *          [--points] [--supervisor-percent P]
 *
 * One round: customers order; at a random moment a random process of the shape
 * is killed by its pid (now and then the supervisor, and with it everything);
 * what died comes back; the customers finish what they had begun; the audit
 * must be clean. With --points each round arms the next crash point of the
 * next process instead, and waits until it is reached. At the end all that any
 * customer was told is held against the database.
 *
 * The seed is printed; it fixes who is killed and what is ordered, not the
 * moment, which belongs to the machine.
 */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chassis/clock.h"
#include "chassis/contracts/control.pb-c.h"
#include "tests/crash/fleet.h"
#include "tests/crash/town.h"
#include "tutor/lab/audit.h"

enum {
    MEMBERS = 12,
    SETTLE_MS = 30000,
    READY_MS = 30000,
    POINT_MS = 8000,
    POINTS_MAX = 64
};

struct options {
    const char *bin;
    const char *shape;
    int kills;
    uint64_t seed;
    bool points;
    double supervisor_percent;
};

struct campaign {
    struct options options;
    struct town town;
    struct fleet *fleet;
    struct random random;
    int kills, supervisor_kills, points_reached, broken;
};

static int usage(void)
{
    fprintf(stderr, "usage: campaign [--bin DIR] [--shape split|monolith] "
                    "[--kills N] [--seed S] [--points] "
                    "[--supervisor-percent P]\n");
    return 2;
}

static bool read_options(struct options *options, int argc, char **argv)
{
    *options = (struct options){.bin = "build/bin",
                                .shape = "split",
                                .kills = 30,
                                .seed = (uint64_t)clock_wall_ms(),
                                .supervisor_percent = 5};
    for (int i = 1; i < argc; i++) {
        const char *word = argv[i];
        if (strcmp(word, "--points") == 0) {
            options->points = true;
            continue;
        }
        if (++i == argc)
            return false;
        if (strcmp(word, "--bin") == 0)
            options->bin = argv[i];
        else if (strcmp(word, "--shape") == 0)
            options->shape = argv[i];
        else if (strcmp(word, "--kills") == 0)
            options->kills = (int)strtol(argv[i], NULL, 10);
        else if (strcmp(word, "--seed") == 0)
            options->seed = strtoull(argv[i], NULL, 10);
        else if (strcmp(word, "--supervisor-percent") == 0)
            options->supervisor_percent = strtod(argv[i], NULL);
        else
            return false;
    }
    return true;
}

static void complain(struct campaign *campaign, const char *what)
{
    campaign->broken++;
    printf("campaign: %s (seed %" PRIu64 ")\n", what, campaign->options.seed);
}

/* ---- rest, and the audit ---- */

static bool settle(struct campaign *campaign)
{
    int64_t until = clock_monotonic_ms() + SETTLE_MS;
    fleet_run(campaign->fleet, false);
    while (!fleet_idle(campaign->fleet)) {
        if (clock_monotonic_ms() > until) {
            complain(campaign, "customers still wait for their answers");
            return false;
        }
        town_wait(&campaign->town, 5);
    }
    return true;
}

static void audit(struct campaign *campaign)
{
    static struct audit_report report;
    const struct audit_options options = {.patience_ms = 10000};
    bool split = strcmp(campaign->options.shape, "split") == 0;
    enum error error =
        audit_run(&campaign->town.places, split ? SHAPE_SPLIT : SHAPE_MONOLITH,
                  &options, &report);
    if (error) {
        complain(campaign, error_detail(error));
        return;
    }
    for (size_t i = 0; i < report.count; i++) {
        const struct audit_finding *finding = &report.findings[i];
        if (!finding->broken)
            continue;
        printf("audit: %s broken %" PRId64 " times: %s %s\n",
               finding->rule->slug, finding->broken, finding->offenders[0].id,
               finding->offenders[0].what);
        complain(campaign, "the audit is not clean");
    }
}

static void rest_and_audit(struct campaign *campaign)
{
    if (settle(campaign))
        audit(campaign);
    fleet_run(campaign->fleet, true);
}

/* ---- kills ---- */

static bool wait_ready(struct campaign *campaign)
{
    int64_t until = clock_monotonic_ms() + READY_MS;
    while (!town_ready(&campaign->town)) {
        if (clock_monotonic_ms() > until) {
            complain(campaign, "a killed process did not come back");
            return false;
        }
        town_wait(&campaign->town, 10);
    }
    return true;
}

static void kill_supervisor(struct campaign *campaign)
{
    const Supervisor__StatusReply *status = town_status(&campaign->town);
    if (!status)
        return;
    kill(status->pid, SIGKILL);
    campaign->supervisor_kills++;
    town_up(&campaign->town); /* its children have ended themselves */
}

static pid_t pick(struct campaign *campaign)
{
    const Supervisor__StatusReply *status = town_status(&campaign->town);
    pid_t candidates[16];
    size_t count = 0;
    for (size_t i = 0; status && i < status->n_processes; i++) {
        const Supervisor__Process *process = status->processes[i];
        if (strcmp(process->shape, campaign->options.shape) == 0 &&
            process->pid > 0 && count < 16) {
            candidates[count++] = process->pid;
        }
    }
    if (!count)
        return 0;
    return candidates[random_below(&campaign->random, count)];
}

static void one_kill(struct campaign *campaign)
{
    town_wait(&campaign->town,
              5 + (int64_t)random_below(&campaign->random, 120));
    if (random_percent(&campaign->random,
                       campaign->options.supervisor_percent)) {
        kill_supervisor(campaign);
    } else {
        pid_t pid = pick(campaign);
        if (pid > 0)
            kill(pid, SIGKILL);
        /* Half of the time the supervisor's own back-off is relied on; a
         * supervisor that has given up needs the command. */
        if (random_percent(&campaign->random, 50))
            town_wait(&campaign->town, 1);
        else
            town_up(&campaign->town);
        if (!town_ready(&campaign->town))
            town_wait(&campaign->town, 300);
        if (!town_ready(&campaign->town))
            town_up(&campaign->town);
    }
    campaign->kills++;
    if (wait_ready(campaign))
        rest_and_audit(campaign);
}

/* ---- crash points ---- */

struct point {
    char process[32];
    char name[64];
};

static void fill(char *out, size_t bytes, const char *text)
{
    snprintf(out, bytes, "%s", text);
}

static size_t read_points_of(struct campaign *campaign,
                             const Supervisor__Process *process,
                             struct point *points, size_t room)
{
    static const Control__Nothing nothing = CONTROL__NOTHING__INIT;
    struct arena arena;
    struct address address;
    struct answer answer = {0};
    size_t count = 0;
    arena_init(&arena, 1 << 20);
    struct grpc_call call = {.address = &address,
                             .contract = &control__control__descriptor,
                             .method = "Status",
                             .in = &nothing.base,
                             .timeout_ms = 2000};
    if (!address_unix(&address, process->socket) &&
        !grpc_call_once(campaign->town.loop, &call, &arena, &answer)) {
        const Control__StatusReply *said =
            (const Control__StatusReply *)answer.message;
        for (size_t i = 0; i < said->n_crash_points && count < room; i++) {
            /* Reached by a second process of a service: crash/replicas. */
            if (strncmp(said->crash_points[i], "crew.", 5) == 0)
                continue;
            fill(points[count].process, 32, process->name);
            fill(points[count++].name, 64, said->crash_points[i]);
        }
    }
    arena_release(&arena);
    return count;
}

static size_t read_points(struct campaign *campaign,
                          struct point points[POINTS_MAX])
{
    size_t count = 0;
    const Supervisor__StatusReply *status = town_status(&campaign->town);
    for (size_t i = 0; status && i < status->n_processes; i++)
        if (strcmp(status->processes[i]->shape, campaign->options.shape) == 0)
            count += read_points_of(campaign, status->processes[i],
                                    points + count, POINTS_MAX - count);
    return count;
}

static bool is_killed(struct campaign *campaign, const char *name)
{
    const Supervisor__StatusReply *status = town_status(&campaign->town);
    for (size_t i = 0; status && i < status->n_processes; i++)
        if (strcmp(status->processes[i]->name, name) == 0)
            return strcmp(status->processes[i]->state, "killed") == 0;
    return false;
}

static void one_point(struct campaign *campaign, const struct point *point)
{
    char text[160];
    struct point wanted = *point; /* protobuf-c wants writable text */
    const char *process = wanted.process, *name = wanted.name;
    Supervisor__TargetRequest request = SUPERVISOR__TARGET_REQUEST__INIT;
    request.target = wanted.process;
    request.point = wanted.name;
    request.count = 1 + (int32_t)random_below(&campaign->random, 3);
    if (!town_ask(&campaign->town, "Crash", &request.base)) {
        snprintf(text, sizeof text, "%s could not be armed at %s", process,
                 name);
        complain(campaign, text);
        town_up(&campaign->town);
        return;
    }
    int64_t until = clock_monotonic_ms() + POINT_MS;
    while (!is_killed(campaign, process) && clock_monotonic_ms() < until)
        town_wait(&campaign->town, 10);
    if (is_killed(campaign, process)) {
        campaign->points_reached++;
    } else {
        snprintf(text, sizeof text, "%s never reached %s", process, name);
        complain(campaign, text);
    }
    town_up(&campaign->town);
    if (wait_ready(campaign))
        rest_and_audit(campaign);
}

/* ---- the whole ---- */

static void check_all(struct campaign *campaign)
{
    char path[LIMIT_PATH_BYTES];
    struct db *orders = NULL;
    bool split = strcmp(campaign->options.shape, "split") == 0;
    if (!settle(campaign))
        return;
    enum error error =
        places_database(&campaign->town.places, split ? "orders" : "monolith",
                        path, sizeof path);
    if (!error)
        error = db_open(&orders, path, DB_READER);
    if (error) {
        complain(campaign, error_detail(error));
        return;
    }
    fleet_check(campaign->fleet, orders);
    db_close(orders);
    campaign->broken += fleet_counts(campaign->fleet).broken;
}

static void run(struct campaign *campaign)
{
    struct point points[POINTS_MAX];
    fleet_run(campaign->fleet, true);
    size_t count = campaign->options.points ? read_points(campaign, points) : 0;
    if (campaign->options.points && count == 0)
        complain(campaign, "no process named its crash points");
    for (size_t i = 0; i < count; i++)
        one_point(campaign, &points[i]);
    while (!campaign->options.points &&
           campaign->kills < campaign->options.kills && campaign->broken == 0)
        one_kill(campaign);
    check_all(campaign);
}

int main(int argc, char **argv)
{
    static struct campaign campaign;
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (!read_options(&campaign.options, argc, argv))
        return usage();
    int64_t start = clock_monotonic_ms();
    random_seed(&campaign.random, campaign.options.seed);
    town_open(&campaign.town, campaign.options.bin, campaign.options.shape);
    campaign.fleet = fleet_open(campaign.town.loop, campaign.town.url,
                                campaign.options.seed, MEMBERS);
    run(&campaign);
    struct fleet_counts counts = fleet_counts(campaign.fleet);
    printf("campaign: %s, seed %" PRIu64 ": %d kills (%d of the supervisor), "
           "%d crash points; %ld orders asked, %ld confirmed, %ld pending, "
           "%ld refused, %ld cancelled, %ld repeated with the same key; %d "
           "broken; %" PRId64 " s\n",
           campaign.options.shape, campaign.options.seed, campaign.kills,
           campaign.supervisor_kills, campaign.points_reached, counts.asked,
           counts.confirmed, counts.pending, counts.refused, counts.cancelled,
           counts.repeated, campaign.broken,
           (clock_monotonic_ms() - start) / 1000);
    fleet_free(campaign.fleet);
    town_close(&campaign.town);
    return campaign.broken ? 1 : 0;
}
