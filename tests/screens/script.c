/*
 * script -- runs one script, line by line.
 *
 * There are two kinds of lines. A deed is done once (send, size, hup). A look
 * (expect, absent, row, cursor ...) is repeated each time the program has
 * written something until it holds, and has failed when its time is over. So
 * nothing here depends on how fast the machine is, and nothing sleeps.
 */
#include "tests/screens/script.h"

#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "chassis/clock.h"
#include "tests/screens/golden.h"

enum { AGAIN_WAIT_MS = 3000, RETYPE_MS = 500 };
extern char **environ;

/* A kept screen that differs does not hide the others: the script goes on, and
 * is less patient with the next. */
static bool is_golden(const struct script *script)
{
    return script->words[0] && strcmp(script->words[0], "golden") == 0;
}

static bool fail(struct script *script, const char *why)
{
    bool golden = is_golden(script);
    char *screen = script->running && !golden ? script_screen(script) : NULL;
    fprintf(stderr, "%s:%d: %s", script->file, script->line,
            script->words[0] ? script->words[0] : "");
    for (size_t i = 1; i < script->count; i++)
        fprintf(stderr, " \"%s\"", script->words[i]);
    fprintf(stderr, ": %s\n", why);
    if (screen)
        fprintf(
            stderr, "---- the screen, %d x %d, cursor at %d %d ----\n%s----\n",
            script->emulator.rows, script->emulator.columns,
            script->emulator.cursor.row, script->emulator.cursor.col, screen);
    if (script->running && script->emulator.ended)
        fprintf(stderr, "the program has ended with %d\n",
                script->emulator.status);
    if (golden)
        golden_show(script);
    free(screen);
    return false;
}

/* ---- deeds ---- */

static int number(const char *word)
{
    return (int)strtol(word, NULL, 10);
}

static bool do_run(struct script *script)
{
    if (script->running)
        emulator_close(&script->emulator);
    script->running = emulator_open(&script->emulator, script->rows,
                                    script->columns, script->words + 1);
    script->emulator.reports = script->reports;
    script->run_ms = clock_monotonic_ms();
    return script->running;
}

static bool do_reports(struct script *script)
{
    script->reports = script->count == 2 ? number(script->words[1]) : 0;
    return script->count == 2;
}

/* No look: the time does not come back. */
static bool do_within(struct script *script)
{
    int64_t took = clock_monotonic_ms() - script->run_ms;
    return script->count == 2 && took <= number(script->words[1]);
}

static bool do_env(struct script *script)
{
    for (size_t i = 1; i < script->count; i++) {
        char *value = strchr(script->words[i], '=');
        if (value) {
            *value = '\0';
            setenv(script->words[i], value + 1, 1);
        } else {
            unsetenv(script->words[i]);
        }
    }
    return true;
}

static bool do_size(struct script *script)
{
    if (script->count != 3)
        return false;
    script->rows = (int)strtol(script->words[1], NULL, 10);
    script->columns = (int)strtol(script->words[2], NULL, 10);
    if (script->rows < 1 || script->rows > EMULATOR_ROWS ||
        script->columns < 1 || script->columns > EMULATOR_COLUMNS)
        return false;
    if (script->running)
        emulator_resize(&script->emulator, script->rows, script->columns);
    return true;
}

static bool do_send(struct script *script)
{
    for (size_t i = 1; i < script->count; i++)
        emulator_send(&script->emulator, script->words[i], script->lengths[i]);
    return true;
}

/* What the program learns by itself, and shows nothing of, must be asked for
 * again and again. */
static bool do_retype(struct script *script)
{
    static char row[SCRIPT_LINE_BYTES];
    int64_t until = clock_monotonic_ms() + SCRIPT_WAIT_MS;
    if (script->count != 4)
        return false;
    int number = (int)strtol(script->words[2], NULL, 10);
    number += number < 0 ? script->emulator.rows : 0;
    while (clock_monotonic_ms() < until) {
        emulator_send(&script->emulator, script->words[1], script->lengths[1]);
        int64_t again = clock_monotonic_ms() + RETYPE_MS;
        while (clock_monotonic_ms() < again) {
            emulator_pump(&script->emulator, 10);
            emulator_row(&script->emulator, number, row, sizeof row);
            if (strstr(row, script->words[3]))
                return true;
        }
    }
    return false;
}

static bool do_hup(struct script *script)
{
    emulator_hang_up(&script->emulator);
    return true;
}

static bool do_signal(struct script *script)
{
    static const struct {
        const char *name;
        int number;
    } known[] = {{"SEGV", SIGSEGV}, {"ABRT", SIGABRT}, {"TERM", SIGTERM},
                 {"HUP", SIGHUP},   {"STOP", SIGSTOP}, {"CONT", SIGCONT},
                 {"TSTP", SIGTSTP}, {"KILL", SIGKILL}, {"INT", SIGINT}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (script->count == 2 && strcmp(known[i].name, script->words[1]) == 0)
            return emulator_signal(&script->emulator, known[i].number);
    return false;
}

static bool do_sh(struct script *script)
{
    char *argv[] = {(char *)"sh", (char *)"-c", script->words[1], NULL};
    pid_t pid;
    int status = 1;
    if (script->count != 2 ||
        posix_spawnp(&pid, "sh", NULL, NULL, argv, environ) != 0)
        return false;
    waitpid(pid, &status, 0);
    return status == 0;
}

static bool do_keep(struct script *script)
{
    free(script->kept);
    script->kept = script_screen(script);
    return script->kept != NULL;
}

static bool do_family(struct script *script)
{
    script->family_count = emulator_family(&script->emulator, script->family);
    return script->family_count > 0;
}

static bool do_storm(struct script *script)
{
    uint64_t count =
        script->count == 2 ? strtoull(script->words[1], NULL, 10) : 0;
    for (uint64_t i = 0; i < count; i++) {
        emulator_resize(&script->emulator, 5 + (int)(i * 37 % 60),
                        20 + (int)(i * 53 % 160));
        if (i % 3 == 0)
            emulator_pump(&script->emulator, 0);
    }
    emulator_resize(&script->emulator, script->rows, script->columns);
    return count > 0;
}

static bool do_random(struct script *script)
{
    return script->count == 2 &&
           script_random(script, strtoull(script->words[1], NULL, 10));
}

static const struct {
    const char *name;
    bool (*run)(struct script *script);
    bool before; /* may stand before `run` */
} deeds[] = {{"run", do_run, true},         {"env", do_env, true},
             {"size", do_size, true},       {"sh", do_sh, true},
             {"reports", do_reports, true}, {"within", do_within, false},
             {"send", do_send, false},      {"retype", do_retype, false},
             {"hup", do_hup, false},        {"signal", do_signal, false},
             {"keep", do_keep, false},      {"family", do_family, false},
             {"storm", do_storm, false},    {"random", do_random, false},
             {"mask", golden_mask, true}};

/* ---- looks ---- */

static bool wait_for(struct script *script)
{
    bool known = false;
    int64_t until =
        clock_monotonic_ms() +
        (is_golden(script) && script->differs ? AGAIN_WAIT_MS : SCRIPT_WAIT_MS);
    script->still_since = 0;
    emulator_pump(&script->emulator, 0);
    while (!script_look(script, &known)) {
        if (!known)
            return fail(script, "there is no such word");
        if (clock_monotonic_ms() >= until) {
            script->differs = script->differs || is_golden(script);
            return fail(script, script->why) || is_golden(script);
        }
        emulator_pump(&script->emulator, 10);
    }
    return true;
}

static bool run_line(struct script *script, const char *line)
{
    if (!script_split(script, line))
        return fail(script, "a quote is open, or there are too many words");
    if (script->count == 0 || script->words[0][0] == '#')
        return true;
    for (size_t i = 0; i < sizeof deeds / sizeof *deeds; i++)
        if (strcmp(deeds[i].name, script->words[0]) == 0) {
            if (!deeds[i].before && !script->running)
                return fail(script, "nothing runs yet");
            return deeds[i].run(script) || fail(script, "it could not be done");
        }
    return script->running ? wait_for(script)
                           : fail(script, "nothing runs yet");
}

bool script_run(const char *file, uint64_t seed)
{
    char line[SCRIPT_LINE_BYTES];
    bool good = true;
    struct script script = {
        .file = file, .rows = 24, .columns = 80, .seed = seed};
    FILE *from = fopen(file, "re");
    if (!from) {
        fprintf(stderr, "%s: %s\n", file, strerror(errno));
        return false;
    }
    while (good && fgets(line, sizeof line, from)) {
        script.line++;
        good = run_line(&script, line);
    }
    good = good && !script.differs;
    fclose(from);
    if (script.running)
        emulator_close(&script.emulator);
    free(script.kept);
    return good;
}
