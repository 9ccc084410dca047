/*
 * replicas -- several processes of a service on one database, killed, stopped
 *             and replaced under load; then the auditor.
 *
 * replicas [--bin DIR] [--rounds N] [--seed S] [--columns N]
 *
 * The shop is started by hand: N columns of gateway, orders, payments and
 * inventory, each column calling its own, the N processes of a service on one
 * database; one customers and one shipping for all. Each round, at a random
 * moment, one of the replicas is killed with SIGKILL and started again, or
 * stopped with SIGSTOP for up to twice the time after which the others take it
 * for dead, or asked to end while another one has started, as a rolling
 * deployment does. A customer who hears nothing asks the next gateway, with the
 * same key. At the end all rules of the audit must hold, and what any customer
 * was told must be in the database.
 *
 * The seed is printed; it fixes what is done to whom, not the moment.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/clock.h"
#include "tests/crash/fleet.h"
#include "tests/crash/replicas/street.h"
#include "tutor/lab/audit.h"

enum { MEMBERS = 12, SETTLE_MS = 40000, AUDIT_MS = 20000 };

struct options {
    const char *bin;
    int rounds, columns;
    uint64_t seed;
};

static int usage(void)
{
    fprintf(stderr, "usage: replicas [--bin DIR] [--rounds N] [--seed S] "
                    "[--columns 1..3]\n");
    return 2;
}

static bool read_options(struct options *options, int argc, char **argv)
{
    *options = (struct options){.bin = "build/bin",
                                .rounds = 30,
                                .columns = 2,
                                .seed = (uint64_t)clock_wall_ms()};
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--bin") == 0)
            options->bin = argv[i + 1];
        else if (strcmp(argv[i], "--rounds") == 0)
            options->rounds = (int)strtol(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--columns") == 0)
            options->columns = (int)strtol(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--seed") == 0)
            options->seed = strtoull(argv[i + 1], NULL, 10);
        else
            return false;
    }
    return argc % 2 == 1 && options->columns >= 1 &&
           options->columns <= STREET_COLUMNS;
}

/* Named lines that only one process of several reaches. */
static const char *const points[] = {"crew.ashore", "crew.after-takeover"};

/* ---- rest, and the audit ---- */

static int settle(struct street *street, struct fleet *fleet)
{
    int64_t until = clock_monotonic_ms() + SETTLE_MS;
    fleet_run(fleet, false);
    while (!fleet_idle(fleet)) {
        if (clock_monotonic_ms() > until) {
            printf("replicas: customers still wait for their answers\n");
            return 1;
        }
        street_wait(street, 5);
    }
    return 0;
}

static int audit(struct street *street)
{
    static struct audit_report report;
    const struct audit_options options = {.patience_ms = AUDIT_MS};
    int broken = 0;
    if (audit_run(&street->places, SHAPE_SPLIT, &options, &report)) {
        printf("replicas: the audit cannot be made\n");
        return 1;
    }
    for (size_t i = 0; i < report.count; i++) {
        const struct audit_finding *finding = &report.findings[i];
        if (!finding->broken)
            continue;
        broken++;
        printf("audit: %s broken %" PRId64 " times: %s %s\n",
               finding->rule->slug, finding->broken, finding->offenders[0].id,
               finding->offenders[0].what);
    }
    return broken;
}

static int check_told(struct street *street, struct fleet *fleet)
{
    char path[LIMIT_PATH_BYTES];
    struct db *orders = NULL;
    enum error error =
        places_database(&street->places, "orders", path, sizeof path);
    if (!error)
        error = db_open(&orders, path, DB_READER);
    if (error) {
        printf("replicas: %s\n", error_detail(error));
        return 1;
    }
    fleet_check(fleet, orders);
    db_close(orders);
    return fleet_counts(fleet).broken;
}

/* ---- the whole ---- */

static void one_round(struct street *street, struct random *random)
{
    street_wait(street, 20 + (int64_t)random_below(random, 200));
    uint64_t what = random_below(random, 100);
    if (what < 45)
        street_kill(street, random);
    else if (what < 80)
        street_pause(street, random);
    else
        street_replace(street, random);
}

int main(int argc, char **argv)
{
    static struct street street;
    struct options options;
    struct random random;
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (!read_options(&options, argc, argv))
        return usage();
    int64_t start = clock_monotonic_ms();
    random_seed(&random, options.seed);
    street_open(&street, options.bin, options.columns);
    struct fleet *fleet =
        fleet_open(street.loop, street_door(&street, 0), options.seed, MEMBERS);
    for (int i = 1; i < options.columns; i++)
        fleet_add_door(fleet, street_door(&street, i));
    fleet_run(fleet, true);
    for (size_t i = 0; options.columns > 1 && i < 2; i++) {
        street_wait(&street, 200);
        street_crash(&street, points[i]);
    }
    for (int i = 0; i < options.rounds; i++)
        one_round(&street, &random);
    street_calm(&street);
    int broken = settle(&street, fleet);
    broken += audit(&street);
    broken += check_told(&street, fleet);
    struct fleet_counts counts = fleet_counts(fleet);
    fleet_free(fleet);
    struct street_counts done = street_close(&street);
    broken += done.broken;
    printf("replicas: seed %" PRIu64 ", %d columns: %d kills, %d pauses, %d "
           "replacements, %d crash points; %ld put ashore, %ld sagas taken "
           "over, relay taken "
           "over %ld times; %ld orders asked, %ld confirmed, %ld pending, %ld "
           "refused, %ld cancelled, %ld repeated; %d broken; %" PRId64 " s\n",
           options.seed, options.columns, done.kills, done.pauses,
           done.replacements, done.points, done.ashore, done.taken_over,
           done.relays, counts.asked, counts.confirmed, counts.pending,
           counts.refused, counts.cancelled, counts.repeated, broken,
           (clock_monotonic_ms() - start) / 1000);
    return broken ? 1 : 0;
}
