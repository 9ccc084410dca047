/*
 * tour -- the first walk: start, order, break, repair, audit.
 *
 * The tour is a list of scenes: some prose, and a command that the learner
 * could type as well, shown as it is typed. It runs them through the command
 * table like everybody else, so nothing in it is staged: every figure on the
 * screen was measured in this run.
 *
 * On a terminal it waits for Enter between scenes and ends in the shell.
 * Elsewhere it walks through at once and stops what it started; Ctrl-C leaves
 * by the same door. A shop that was up before is used and left up.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chassis/clock.h"
#include "chassis/json.h"
#include "tutor/commands/table.h"
#include "tutor/ports.h"
#include "tutor/supervision.h"

enum { LINE_BYTES = 256, END_SECONDS = 15, LOOK_AGAIN_MS = 20 };

struct tour {
    struct session *session;
    bool person;  /* somebody reads along */
    bool was_up;  /* before the tour began */
    bool refused; /* a scene went wrong that must not */
    bool stopped; /* by Ctrl-C */
};

typedef void scene_function(struct tour *tour);

struct scene {
    enum text prose;
    const char *command; /* NULL: `act` runs what belongs here */
    scene_function *act; /* after the command */
    bool must;           /* the tour has failed when the command does */
};

static void prose(struct tour *tour, enum text id)
{
    if (tour->session->json)
        return;
    screen_print(&tour->session->screen, "\n%s", text(id));
    screen_flush(&tour->session->screen);
}

/* Shows the command as it would be typed, and runs it. */
static int type(struct tour *tour, const char *command)
{
    struct screen *screen = &tour->session->screen;
    if (!tour->session->json) {
        screen_style(screen, STYLE_BOLD);
        screen_print(screen, "cleave> %s\n", command);
        screen_style(screen, STYLE_NONE);
        screen_flush(screen);
    }
    return command_line(tour->session, command);
}

/* ---- starting ---- */

static void start(struct tour *tour)
{
    struct loop *loop = tour->session->loop;
    bool taken = !tour->was_up && (ports_taken(loop, SHAPE_MONOLITH) ||
                                   ports_taken(loop, SHAPE_SPLIT));
    if (type(tour, taken ? "up both --free-ports" : "up both") != EXIT_DONE)
        tour->refused = true;
}

/* ---- scenes that need an id ---- */

static void forget_orders(struct tour *tour)
{
    for (int shape = 0; shape < SHAPE_COUNT; shape++)
        *tour->session->last_order[shape].text = '\0';
}

/* CONFIRMED, REJECTED or CANCELLED? */
static bool has_ended(struct tour *tour, const char *path)
{
    struct session *session = tour->session;
    struct shop *shop = NULL;
    struct shop_reply reply = {0};
    const struct json *root = NULL;
    struct shop_request request = {
        .method = "GET", .path = path, .customer = 7};
    bool ended = false;
    session_begin(session);
    if (!session_shop(session, SHAPE_SPLIT, &shop) &&
        !shop_ask(shop, &request, &session->arena, &reply) &&
        reply.status == 200 &&
        !json_parse(reply.body.data, reply.body.length, &session->arena,
                    &root)) {
        const struct json *status = json_member(root, "status");
        ended = status && status->kind == JSON_TEXT &&
                (!strcmp(status->text, "CONFIRMED") ||
                 !strcmp(status->text, "REJECTED") ||
                 !strcmp(status->text, "CANCELLED"));
    }
    session_end(session);
    return ended;
}

static void follow_pending(struct tour *tour)
{
    char path[LINE_BYTES], line[LINE_BYTES + 32];
    const char *id = tour->session->last_order[SHAPE_SPLIT].text;
    int64_t until = clock_monotonic_ms() + END_SECONDS * 1000;
    if (!*id) {
        prose(tour, TEXT_TOUR_NOT_PENDING);
        return;
    }
    snprintf(path, sizeof path, "/api/orders/%s", id);
    bool ended = has_ended(tour, path);
    while (!ended && clock_monotonic_ms() < until) {
        session_wait(tour->session, LOOK_AGAIN_MS);
        ended = has_ended(tour, path);
    }
    if (ended) {
        prose(tour, TEXT_TOUR_ENDED);
    } else {
        tour->refused = true;
        if (!tour->session->json)
            say(&tour->session->screen, TOUR_NO_END, END_SECONDS);
    }
    snprintf(line, sizeof line, "get %s --shape split", path);
    type(tour, line);
}

/* ---- the list ---- */

static const struct scene scenes[] = {
    {TEXT_TOUR_WELCOME, NULL, start, false},
    {TEXT_TOUR_FIRST, "order both --customer 7 --line MUG×2 --line PEN×1", NULL,
     true},
    {TEXT_TOUR_PATHS, "saga show last", NULL, false},
    {TEXT_TOUR_KILL, "kill payments both", forget_orders, true},
    {TEXT_TOUR_READ, "get /api/products/MUG --shape both", NULL, false},
    {TEXT_TOUR_PENDING, "order both --customer 7 --line TEE×1", NULL, false},
    {TEXT_TOUR_REPAIR, "restart payments both", follow_pending, true},
    {TEXT_TOUR_AUDIT, "audit", NULL, true},
};

static void wait_for_enter(struct tour *tour)
{
    char line[LINE_BYTES];
    screen_print(&tour->session->screen, "\n%s", text(TEXT_TOUR_ENTER));
    screen_flush(&tour->session->screen);
    if (!fgets(line, sizeof line, stdin))
        clearerr(stdin);
}

static void finish(struct tour *tour)
{
    if (tour->person && !tour->stopped && !tour->refused) {
        prose(tour, TEXT_TOUR_SHELL);
        type(tour, "shell");
    } else if (tour->was_up) {
        prose(tour, TEXT_TOUR_STAYS);
    } else {
        bool cut = tour->stopped || tour->refused;
        prose(tour, cut ? TEXT_TOUR_CUT : TEXT_TOUR_DOWN);
        type(tour, "down");
    }
}

static void play(struct tour *tour, const struct scene *scene)
{
    prose(tour, scene->prose);
    if (scene->command && type(tour, scene->command) != EXIT_DONE &&
        scene->must)
        tour->refused = true;
    if (scene->act)
        scene->act(tour);
}

static void play_all(struct tour *tour)
{
    session_catch_interrupt();
    for (size_t i = 0; i < sizeof scenes / sizeof *scenes; i++) {
        if (i > 1 && tour->person)
            wait_for_enter(tour);
        tour->stopped = session_interrupted();
        if (tour->stopped)
            break;
        play(tour, &scenes[i]);
        if (i == 0 && tour->refused)
            break; /* nothing started: there is nothing to show */
    }
    session_restore_interrupt();
}

enum error command_tour(struct session *session, const struct args *args)
{
    struct tour tour = {.session = session};
    enum shape_set running = SHAPES_NONE;
    (void)args;
    tour.person = isatty(STDIN_FILENO) && session->screen.terminal &&
                  !session->shell && !session->json;
    tour.was_up = supervision_running(session) &&
                  session_running(session, &running) == ERROR_OK;
    if (tour.was_up)
        prose(&tour, TEXT_TOUR_WAS_UP);
    play_all(&tour);
    finish(&tour);
    session->failed = tour.refused || tour.stopped;
    return ERROR_OK;
}
