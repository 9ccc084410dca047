/*
 * sim -- runs the split under the simulator, seed after seed.
 *
 * sim [--seeds N] [--first S] [--orders N] [--log FILE] [--bug NAME] [--twice]
 *     [--twins]
 *
 * A seed that fails is printed with the command that repeats it. With --bug
 * (only in MODE=planted) the run must fail: exit 0 means that the planted bug
 * was found. With --twice each seed runs twice and both event logs must be
 * the same. With --twins some services have two processes on one database,
 * which are also paused, and taken for dead while they live.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/clock.h"
#include "chassis/log.h"
#include "chassis/planted.h"
#include "tests/sim/world.h"

struct options {
    uint64_t first;
    uint64_t seeds;
    int orders;
    const char *log;
    const char *bug;
    bool twice, twins;
};

static const char *const bug_names[] = {
    "none", "no-step-key", "forgotten-compensation", "ack-before-commit"};

static int usage(void)
{
    fprintf(stderr, "usage: sim [--seeds N] [--first SEED] [--orders N] "
                    "[--log FILE] [--bug NAME] [--twice] [--twins]\n");
    return 2;
}

static bool read_options(struct options *options, int argc, char **argv)
{
    *options = (struct options){.first = 1, .seeds = 1000, .orders = 50};
    for (int i = 1; i < argc; i++) {
        const char *word = argv[i];
        const char *value = i + 1 < argc ? argv[i + 1] : NULL;
        if (strcmp(word, "--twice") == 0) {
            options->twice = true;
            continue;
        }
        if (strcmp(word, "--twins") == 0) {
            options->twins = true;
            continue;
        }
        if (!value)
            return false;
        i++;
        if (strcmp(word, "--seeds") == 0)
            options->seeds = strtoull(value, NULL, 10);
        else if (strcmp(word, "--first") == 0)
            options->first = strtoull(value, NULL, 10);
        else if (strcmp(word, "--orders") == 0)
            options->orders = (int)strtol(value, NULL, 10);
        else if (strcmp(word, "--log") == 0)
            options->log = value;
        else if (strcmp(word, "--bug") == 0)
            options->bug = value;
        else
            return false;
    }
    return options->orders > 0 && options->orders <= WORLD_ORDERS_MAX;
}

static bool plant(const char *name)
{
#ifdef PLANTED_BUGS
    for (size_t i = 1; i < sizeof bug_names / sizeof *bug_names; i++)
        if (strcmp(name, bug_names[i]) == 0) {
            planted_bug = (enum planted_bug)i;
            return true;
        }
#endif
    fprintf(stderr,
            "sim: no bug \"%s\" in this build (make MODE=planted; one of %s, "
            "%s, %s)\n",
            name, bug_names[1], bug_names[2], bug_names[3]);
    return false;
}

static bool same_again(const struct options *options,
                       const struct world_report *first)
{
    struct world_report second;
    world_run(first->seed, options->orders, options->twins, NULL, &second);
    bool same = second.hash == first->hash;
    buffer_release(&second.sentences);
    if (!same)
        printf("seed %" PRIu64 " ran differently the second time\n",
               first->seed);
    return same;
}

static void tell_failure(const struct options *options, const char *program,
                         const struct world_report *report)
{
    printf("seed %" PRIu64 " FAILED: %d things do not hold\n%s"
           "repeat it with: %s --first %" PRIu64 " --seeds 1 --orders %d%s%s%s "
           "--log /dev/stdout\n",
           report->seed, report->broken,
           report->sentences.data ? report->sentences.data : "", program,
           report->seed, options->orders, options->bug ? " --bug " : "",
           options->bug ? options->bug : "", options->twins ? " --twins" : "");
}

struct sums {
    uint64_t messages, lost, doubled, crashes, confirmed, refused, cancelled,
        unanswered, pauses, suspicions;
    int64_t virtual_ms;
};

static void add(struct sums *sums, const struct world_report *report)
{
    sums->messages += report->totals.messages;
    sums->lost += report->totals.lost;
    sums->doubled += report->totals.doubled;
    sums->crashes += report->totals.crashes;
    sums->pauses += report->totals.pauses;
    sums->suspicions += report->totals.suspicions;
    sums->confirmed += (uint64_t)report->confirmed;
    sums->refused += (uint64_t)report->refused;
    sums->cancelled += (uint64_t)report->cancelled;
    sums->unanswered += (uint64_t)report->unanswered;
    sums->virtual_ms += report->virtual_ms;
}

static bool run_seed(const struct options *options, const char *program,
                     uint64_t seed, struct sums *sums)
{
    struct world_report report;
    struct buffer log;
    buffer_init(&log, (size_t)1 << 30);
    world_run(seed, options->orders, options->twins, options->log ? &log : NULL,
              &report);
    if (options->log) {
        FILE *file = fopen(options->log, "a");
        if (file) {
            fwrite(log.data, 1, log.length, file);
            fclose(file);
        }
    }
    add(sums, &report);
    bool good = report.broken == 0;
    if (!good)
        tell_failure(options, program, &report);
    if (good && options->twice)
        good = same_again(options, &report);
    buffer_release(&report.sentences);
    buffer_release(&log);
    return good;
}

int main(int argc, char **argv)
{
    struct options options;
    struct sums sums = {0};
    uint64_t failed = 0, done = 0;
    if (!read_options(&options, argc, argv))
        return usage();
    if (options.bug && !plant(options.bug))
        return 2;
    log_open("sim", LOG_OFF, 2);
    world_open();
    int64_t start = clock_monotonic_ms();
    for (; done < options.seeds && failed < 3; done++)
        failed += !run_seed(&options, argv[0], options.first + done, &sums);
    world_close();
    printf("sim: %" PRIu64 " seeds x %d orders, %" PRIu64 " failed; %" PRIu64
           " messages (%" PRIu64 " lost, %" PRIu64 " doubled), %" PRIu64
           " crashes; orders confirmed %" PRIu64 ", refused %" PRIu64
           ", cancelled %" PRIu64 ", unanswered %" PRIu64 "; %" PRId64
           " s of virtual time in %" PRId64 " ms\n",
           done, options.orders, failed, sums.messages, sums.lost, sums.doubled,
           sums.crashes, sums.confirmed, sums.refused, sums.cancelled,
           sums.unanswered, sums.virtual_ms / 1000,
           clock_monotonic_ms() - start);
    if (options.twins)
        printf("sim: twins: %" PRIu64 " pauses, %" PRIu64
               " taken for dead while they lived\n",
               sums.pauses, sums.suspicions);
    if (options.bug) {
        printf("sim: the planted bug %s was %s\n", options.bug,
               failed ? "found" : "NOT found");
        return failed ? 0 : 1;
    }
    return failed ? 1 : 0;
}
