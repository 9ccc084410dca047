/*
 * fault_lab -- `failures`: break something on purpose, and see what changes.
 *
 * Everything is done by the commands that a learner would type: `fault`,
 * `heal`, `mesh` for the sidecar that a fault on the way needs, `load` for
 * somebody who notices. One of them runs at a time, and its own sentence is
 * shown. The figures of the moment of injection are copied when its command
 * begins and kept when it has succeeded; a refusal leaves what stood there.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tutor/commands/table.h"
#include "tutor/screens/app_private.h"
#include "tutor/screens/ask.h"
#include "tutor/screens/fault_picture.h"
#include "tutor/screens/system_table.h"
#include "tutor/widgets/frame.h"

enum { LIST_MS = 1000 };

struct lab {
    struct app *app;
    struct fault_form form;
    bool on_list;
    struct fault_list list;
    struct ask doing, listing;
    int64_t listed_ms;
    bool injects; /* what is being done is an injection */
    char said[FAULT_SAID_BYTES];
    bool said_bad;
    struct fault_watched watched[FAULT_WATCHED]; /* `before` since then */
    struct fault_watched pressed[FAULT_WATCHED]; /* while the command runs */
    int64_t injected_ms;                         /* 0: not yet */
    char pressed_line[FAULT_LINE_BYTES], injected[FAULT_LINE_BYTES];
    struct pair_load load;
    int load_at;
};

/* ---- the figures ---- */

static void look(const struct live_process *process, int64_t now_ms,
                 struct fault_moment *out)
{
    char words[LIMIT_NAME_BYTES * 2];
    *out = (struct fault_moment){0};
    if (!process)
        return;
    snprintf(out->state, sizeof out->state, "%s", process->state);
    out->known = process->pid != 0 && process->heard_ms != 0 &&
                 !system_silent(process, now_ms);
    if (!out->known)
        return;
    out->second = process->now;
    snprintf(out->breakers, sizeof out->breakers, "%s",
             system_breakers(process, words, sizeof words));
}

/* The target, and the door of its shape unless it is that itself. */
static void name_watched(const struct live_view *view, const char *target,
                         struct fault_watched *out)
{
    const struct live_process *process = live_process(view, target);
    bool split = process && strcmp(process->shape, "split") == 0;
    memset(out, 0, FAULT_WATCHED * sizeof *out);
    snprintf(out[0].title, sizeof out[0].title, "%s", target);
    if (split && strcmp(process->name, "gateway") != 0)
        snprintf(out[1].title, sizeof out[1].title, "gateway");
}

/* After an injection those that were struck are watched, whatever the form
 * says meanwhile. */
static void watch(struct lab *lab, struct fault_watched *out)
{
    const struct live_view *view = live_view(lab->app->live);
    if (lab->injected_ms)
        memcpy(out, lab->watched, sizeof lab->watched);
    else
        name_watched(view, fault_form_target(&lab->form), out);
    for (int i = 0; i < FAULT_WATCHED; i++) {
        if (!*out[i].title)
            continue;
        out[i].process = live_process(view, out[i].title);
        look(out[i].process, app_now_ms(lab->app), &out[i].now);
    }
}

/* ---- commands ---- */

static void list_soon(struct lab *lab)
{
    lab->listed_ms = 0;
}

static void on_done(void *arg, int status, const char *output, size_t length)
{
    static const char prefix[] = "cleave: ";
    struct lab *lab = arg;
    while (length > 0 && output[length - 1] == '\n')
        length--;
    if (strncmp(output, prefix, sizeof prefix - 1) == 0) {
        output += sizeof prefix - 1;
        length -= sizeof prefix - 1;
    }
    snprintf(lab->said, sizeof lab->said, "%.*s", (int)length, output);
    lab->said_bad = status != 0;
    if (lab->injects && status == 0) {
        memcpy(lab->watched, lab->pressed, sizeof lab->watched);
        memcpy(lab->injected, lab->pressed_line, sizeof lab->injected);
        lab->injected_ms = app_now_ms(lab->app);
    }
    list_soon(lab);
    app_changed(lab->app);
}

static void run(struct lab *lab, const char *line, bool injects)
{
    if (ask_busy(&lab->doing)) {
        app_say(lab->app, text(TEXT_FAULT_BUSY));
        return;
    }
    lab->injects = injects;
    lab->said[0] = '\0';
    if (ask_line(&lab->doing, lab->app->session->loop, line, on_done, lab))
        app_say(lab->app, error_detail(ERROR_SYSTEM));
}

/* The figures of this moment, for the command that begins now. */
static void press(struct lab *lab, const struct live_view *view,
                  const char *line)
{
    snprintf(lab->pressed_line, sizeof lab->pressed_line, "%s", line);
    name_watched(view, fault_form_target(&lab->form), lab->pressed);
    for (int i = 0; i < FAULT_WATCHED; i++)
        if (*lab->pressed[i].title)
            look(live_process(view, lab->pressed[i].title),
                 app_now_ms(lab->app), &lab->pressed[i].before);
}

static void inject(struct lab *lab)
{
    char line[FAULT_LINE_BYTES];
    const struct live_view *view = live_view(lab->app->live);
    if (!*fault_form_target(&lab->form))
        return;
    fault_form_line(&lab->form, line);
    if (!ask_busy(&lab->doing))
        press(lab, view, line);
    run(lab, line, true);
}
static void heal_chosen(struct lab *lab)
{
    char line[FAULT_LINE_BYTES];
    fault_list_heal(&lab->list, line, sizeof line);
    run(lab, line, false);
}

static void on_listed(void *arg, int status, const char *output, size_t length)
{
    struct lab *lab = arg;
    lab->listed_ms = app_now_ms(lab->app);
    if (status == 0)
        fault_list_take(&lab->list, output, length, lab->listed_ms);
    if (lab->list.count == 0)
        lab->on_list = false;
    app_changed(lab->app);
}

/* ---- fields that act at once ---- */

static void apply_load(struct lab *lab)
{
    int chosen = lab->form.fields[FAULT_FIELD_LOAD].chosen;
    if (chosen == lab->load_at)
        return;
    lab->load_at = chosen;
    pair_load_stop(&lab->load);
    if (chosen > 0 && pair_load_start(&lab->load, lab->app->session->loop,
                                      fault_form_loads[chosen]))
        app_say(lab->app, error_detail(ERROR_SYSTEM));
}

/* What stands there is what the supervisor says, until it is changed. */
static bool has_sidecar(struct lab *lab)
{
    const struct live_process *process =
        live_process(live_view(lab->app->live), fault_form_target(&lab->form));
    return process && process->sidecar_pid != 0;
}

static void apply_sidecar(struct lab *lab)
{
    char line[FAULT_LINE_BYTES];
    bool wanted = lab->form.fields[FAULT_FIELD_SIDECAR].chosen == 1;
    if (wanted == has_sidecar(lab))
        return;
    snprintf(line, sizeof line, "mesh %s %s", fault_form_target(&lab->form),
             wanted ? "on" : "off");
    run(lab, line, false);
}

static void change(struct lab *lab, int steps)
{
    fault_form_change(&lab->form, steps);
    if (lab->form.form.selected == FAULT_FIELD_LOAD)
        apply_load(lab);
    else if (lab->form.form.selected == FAULT_FIELD_SIDECAR)
        apply_sidecar(lab);
}

/* ---- keys ---- */

/* Fields and the faults below them are one column. */
static void move(struct lab *lab, int by)
{
    if (!lab->on_list) {
        if (!fault_form_move(&lab->form, by) && by > 0 && lab->list.count > 0) {
            lab->on_list = true;
            lab->list.chosen = 0;
        }
        return;
    }
    int at = lab->list.chosen + by;
    if (at < 0)
        lab->on_list = false;
    else if (at < lab->list.count)
        lab->list.chosen = at;
}

static bool typed(struct lab *lab, const struct keys_event *event)
{
    uint32_t character = event->character;
    if (lab->on_list)
        return false;
    if (event->name == KEYS_BACKSPACE)
        return fault_form_type(&lab->form, '\b');
    if (event->name != KEYS_CHARACTER || event->alt)
        return false;
    if ((character < '0' || character > '9') && character != '-')
        return false;
    return fault_form_type(&lab->form, (char)character);
}

static bool key_lab(struct app *app, void *state,
                    const struct keys_event *event)
{
    struct lab *lab = state;
    (void)app;
    if (event->name == KEYS_TAB || event->name == KEYS_DOWN)
        move(lab, 1);
    else if (event->name == KEYS_BACKTAB || event->name == KEYS_UP)
        move(lab, -1);
    else if (event->name == KEYS_LEFT && !lab->on_list)
        change(lab, -1);
    else if (event->name == KEYS_RIGHT && !lab->on_list)
        change(lab, 1);
    else if (event->name == KEYS_ENTER && lab->on_list)
        heal_chosen(lab);
    else if (event->name == KEYS_ENTER)
        inject(lab);
    else if (event->name == KEYS_F7)
        run(lab, "heal", false);
    else
        return typed(lab, event);
    return true;
}

/* ---- the class ---- */

static void close_lab(struct app *app, void *state)
{
    struct lab *lab = state;
    (void)app;
    pair_load_stop(&lab->load);
    ask_release(&lab->doing);
    ask_release(&lab->listing);
    free(lab);
}

static enum error open_lab(struct app *app, const char *argument, void **state)
{
    struct lab *lab = calloc(1, sizeof *lab);
    if (!lab)
        return ERROR_SYSTEM;
    lab->app = app;
    ask_init(&lab->doing);
    ask_init(&lab->listing);
    fault_form_init(&lab->form);
    fault_form_targets(&lab->form, live_view(app->live));
    if (*argument)
        fault_form_choose(&lab->form, argument);
    *state = lab;
    return ERROR_OK;
}

static void draw_lab(struct app *app, void *state, struct area *area)
{
    struct lab *lab = state;
    char line[FAULT_LINE_BYTES];
    int64_t now = app_now_ms(app);
    struct fault_picture picture = {
        .now_ms = now,
        .form = &lab->form,
        .on_list = lab->on_list,
        .line = line,
        .said = lab->said,
        .said_bad = lab->said_bad,
        .runs = ask_busy(&lab->doing),
        .injected_s = lab->injected_ms ? (now - lab->injected_ms) / 1000 : -1,
        .injected = lab->injected,
        .list = &lab->list,
        .load = &lab->load};
    struct frame frame = {.title = text(TEXT_VIEW_FAILURES)};
    struct area inside = area_inset(frame_draw(*area, &frame), 0, 1);
    fault_form_targets(&lab->form, live_view(app->live));
    if (!ask_busy(&lab->doing))
        lab->form.fields[FAULT_FIELD_SIDECAR].chosen = has_sidecar(lab);
    if (*fault_form_target(&lab->form) == '\0') {
        area_put(inside, 0, 0, ROLE_DIM, text(TEXT_SYSTEM_NOTHING));
        return;
    }
    watch(lab, picture.watched);
    if (lab->on_list)
        fault_list_heal(&lab->list, line, sizeof line);
    else
        fault_form_line(&lab->form, line);
    fault_picture_draw(inside, &picture);
}

/* A load that ended by itself says why, and the field says that it is off. */
static void look_at_load(struct lab *lab)
{
    if (lab->load_at == 0 || pair_load_on(&lab->load))
        return;
    lab->load_at = lab->form.fields[FAULT_FIELD_LOAD].chosen = 0;
    snprintf(lab->said, sizeof lab->said, "%s", lab->load.why);
    lab->said_bad = true;
}

static bool tick_lab(struct app *app, void *state, int64_t now_ms)
{
    struct lab *lab = state;
    fault_list_expire(&lab->list, now_ms);
    look_at_load(lab);
    if (lab->list.count == 0)
        lab->on_list = false;
    if (!ask_busy(&lab->listing) && !ask_busy(&lab->doing) &&
        now_ms - lab->listed_ms >= LIST_MS)
        (void)ask_line(&lab->listing, app->session->loop, "faults --json",
                       on_listed, lab);
    return true; /* the seconds that are left pass */
}

static void change_lab(struct app *app, void *state)
{
    struct lab *lab = state;
    (void)app;
    fault_form_label(&lab->form);
}

static enum error plain_lab(struct session *session, const char *argument)
{
    const struct args none = {.count = 0};
    (void)argument;
    return command_faults(session, &none);
}

static const struct view_key keys[] = {
    {"Tab", TEXT_BAR_FIELD},    {"← →", TEXT_BAR_CHANGE},
    {"Enter", TEXT_BAR_INJECT}, {"F7", TEXT_BAR_HEAL_ALL},
    {"Esc", TEXT_BAR_BACK},     {NULL, 0}};
extern const struct view_class view_fault_lab;
const struct view_class view_fault_lab = {.name = "failures",
                                          .title = TEXT_VIEW_FAILURES,
                                          .help = TEXT_ABOUT_FAILURES,
                                          .keys = keys,
                                          .keys_first = true,
                                          .own_frame = true,
                                          .takes_word = true,
                                          .open = open_lab,
                                          .close = close_lab,
                                          .draw = draw_lab,
                                          .key = key_lab,
                                          .tick = tick_lab,
                                          .change = change_lab,
                                          .plain = plain_lab};
