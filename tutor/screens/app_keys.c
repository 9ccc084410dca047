/*
 * app_keys -- who gets a key, and what a typed line does.
 *
 * Keys of the whole app come first. A view that asked for keys gets the rest
 * while nothing is typed; then the prompt; and what the prompt has no use for
 * goes to the view after all. So nobody has to switch a mode.
 */
#include "tutor/screens/app_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/arena.h"
#include "tutor/commands/args.h"
#include "tutor/commands/table.h"
#include "tutor/screens/bar.h"
#include "tutor/terminal/prompt.h"

static struct app_view *top_view(struct app *app)
{
    return &app->stack[app->depth - 1];
}

static void tell_views(struct app *app)
{
    for (size_t i = 0; i < app->depth; i++)
        if (app->stack[i].class->change) {
            app->acting = i + 1;
            app->stack[i].class->change(app, app->stack[i].state);
            app->acting = 0;
        }
}

static void change_language(struct app *app, bool korean)
{
    if (korean && !terminal_hangul(app->terminal))
        return;
    text_set_korean(korean);
    setenv("CLEAVE_LANG", korean ? "ko" : "en", 1); /* for children too */
    (void)session_save_language(&app->session->places, korean);
    tell_views(app);
}

void app_reshape(struct app *app)
{
    app->canvas.tier = terminal_tier(app->terminal);
    job_set_columns(terminal_columns(app->terminal) - APP_FRAME_CELLS);
    app->urgent = true;
    if (!terminal_hangul(app->terminal)) {
        text_set_korean(false);
        setenv("CLEAVE_LANG", "en", 1); /* for children too */
    }
    tell_views(app);
}

/* The key of the view that is seen already changes back to the one below. */
static void press_view(struct app *app, const struct view_class *class)
{
    if (top_view(app)->class == class && app->depth > 1 && !class->close)
        app_back(app);
    else
        app_open(app, class->name, "");
}

static void function_key(struct app *app, int number)
{
    if (number == 1) {
        app_open(app, "help", top_view(app)->class->name);
    } else if (number == 6) {
        change_language(app, !text_korean());
    } else if (number == 9) {
        bool on = !terminal_mouse(app->terminal);
        terminal_set_mouse(app->terminal, on);
        app_say(app, text(on ? TEXT_MOUSE_NOW_ON : TEXT_MOUSE_NOW_OFF));
    } else if (number == 10) {
        app_leave(app);
    } else {
        for (size_t i = 0; i < view_count; i++)
            if ((int)views[i].key == (int)KEYS_F1 + number - 1)
                press_view(app, views[i].view);
    }
}

/* ^C stops what runs, else empties the line. */
static bool control_key(struct app *app, uint32_t letter)
{
    int64_t ran;
    if (letter == 'c' && app->job)
        job_interrupt(app->job);
    else if (letter == 'c' && prompt_empty() && app_running(app, &ran))
        app_interrupt(app);
    else if (letter == 'c')
        prompt_clear();
    else if (letter == 'l')
        terminal_redraw(app->terminal);
    else if (letter == 'z')
        terminal_suspend(app->terminal);
    else if (letter == 'd' && prompt_empty())
        app_leave(app);
    else
        return false;
    return true;
}

static bool offer_view(struct app *app, const struct keys_event *event)
{
    struct app_view *top = top_view(app);
    return top->class->key && top->class->key(app, top->state, event);
}

static void escape(struct app *app)
{
    if (app->given)
        app_end_ask(app, NULL);
    else if (!prompt_empty())
        prompt_clear();
    else if (app->depth > 1)
        app_back(app);
}

/* What a click on the key bar presses; false: it was not one. */
static bool on_bar(struct app *app, const struct keys_event *event,
                   struct keys_event *out)
{
    struct bar bar;
    if (event->name != KEYS_CLICK || !app->bar_seen ||
        event->row != app->bar_row.row)
        return false;
    bar_collect(&bar, top_view(app)->class, terminal_hangul(app->terminal));
    return bar_press(&bar, app->bar_row, event->column, out);
}

void app_take_key(struct app *app, const struct keys_event *event)
{
    struct keys_event pressed;
    if (prompt_hide_candidates() && event->name == KEYS_ESCAPE)
        return;
    if (on_bar(app, event, &pressed))
        event = &pressed;
    if (app_leave_key(app, event))
        return;
    bool digit = event->name == KEYS_CHARACTER && event->alt &&
                 event->character >= '1' && event->character <= '9';
    int number = digit ? (int)event->character - '0'
                       : (int)event->name - (int)KEYS_F1 + 1;
    if (digit || (number >= 1 && number <= 12 && number != 7)) {
        function_key(app, number);
        return;
    }
    if (event->name == KEYS_CONTROL && control_key(app, event->character))
        return;
    if (top_view(app)->class->keys_first && prompt_empty() && !app->given &&
        offer_view(app, event))
        return;
    switch (event->name) {
    case KEYS_CLICK:
    case KEYS_F7:
        if (app->given)
            break;
        /* fallthrough */
    case KEYS_PAGE_UP:
    case KEYS_PAGE_DOWN:
    case KEYS_WHEEL_UP:
    case KEYS_WHEEL_DOWN:
        (void)offer_view(app, event);
        break;
    case KEYS_ESCAPE:
        escape(app);
        break;
    default:
        if (event->name == KEYS_TAB)
            app_learn(app);
        prompt_key(event);
    }
}

/* ---- a typed line ---- */

static void job_line(void *arg, const char *line, size_t length)
{
    app_log(arg, line, length);
}

static void job_ended(void *arg, int status)
{
    struct app *app = arg;
    char line[APP_SENTENCE_BYTES];
    app->job = NULL;
    if (status != 0) {
        int length =
            snprintf(line, sizeof line, TEXT_FORMAT(JOB_STATUS), status);
        app_log(app, line, (size_t)length);
    }
    app->dirty = true;
}

/* A command that asks for answers gets the terminal to ask on. */
static void lend(struct app *app, const char *const *words)
{
    const char *all[JOB_WORDS + 2] = {"cleave"};
    for (size_t i = 0; i < JOB_WORDS && words[i]; i++)
        all[i + 1] = words[i];
    if (app_lend(app, all, NULL, NULL))
        app_say(app, error_detail(ERROR_SYSTEM));
}

static void start(struct app *app, const char *line, const char *const *words)
{
    static const struct job_events events = {.line = job_line,
                                             .ended = job_ended};
    char typed[APP_LOG_BYTES];
    const struct command *command = command_find(words[0]);
    if (command && command->asks) {
        lend(app, words);
        return;
    }
    if (app->job) {
        app_say(app, text(TEXT_JOB_BUSY));
        return;
    }
    int length = snprintf(typed, sizeof typed, "cleave> %s", line);
    app_log(app, typed, (size_t)length);
    app_open(app, "log", "");
    app->job_ms = app_now_ms(app);
    app_first_words(app->job_words, words);
    if (job_start(&app->job, app->session->loop, words, &events, app))
        app_say(app, error_detail(ERROR_SYSTEM));
}

/* Where among the words behind its name the view's argument stands; 0: none
 * of them is one. */
static size_t argument_at(const struct view_class *view, char **words,
                          size_t count)
{
    size_t at = 0;
    if (count == 1 && view->takes_word)
        at = 1;
    else if (count == 2 && view->verb && strcmp(words[1], view->verb) == 0)
        at = 2;
    return at > 0 && words[at][0] != '-' ? at : 0;
}

static void run_words(struct app *app, const char *line, char **words,
                      size_t count)
{
    size_t name = strcmp(words[0], "tutor") == 0 && count > 1 ? 1 : 0;
    const struct view_class *view = view_find(words[name]);
    size_t word = view ? argument_at(view, words + name, count - name - 1) : 0;
    if (strcmp(words[0], "quit") == 0 || strcmp(words[0], "exit") == 0)
        app_leave(app);
    else if (strcmp(words[0], "lang") == 0 && count == 2 &&
             (strcmp(words[1], "ko") == 0 || strcmp(words[1], "en") == 0))
        change_language(app, strcmp(words[1], "ko") == 0);
    else if (view && (word || count == name + 1))
        app_open(app, view->name, word ? words[name + word] : "");
    else if (strcmp(words[0], "tutor") == 0 || strcmp(words[0], "shell") == 0)
        app_say(app, text(TEXT_TUTOR_INSIDE));
    else
        start(app, line, (const char *const *)words);
}

void app_entered(void *arg, const char *line)
{
    struct app *app = arg;
    struct arena arena;
    if (app->given) {
        app_end_ask(app, line);
        return;
    }
    char *words[JOB_WORDS + 1] = {NULL};
    size_t count = 0;
    arena_init(&arena, LIMIT_ARENA_BYTES);
    enum error error = args_split(line, &arena, words, JOB_WORDS, &count);
    if (error)
        app_say(app, error_detail(error));
    else if (count > 0)
        run_words(app, line, words, count);
    arena_release(&arena);
}
