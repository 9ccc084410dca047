/*
 * ledger -- the auditor, at work for as long as the screen is open.
 *
 * One audit follows the other, the shapes in turn, each a child `cleave audit
 * --json`: it opens the files itself, reads them and is gone, so an auditor
 * that hangs on a locked file cannot freeze the screen. Between two audits it
 * rests four times as long as the last one took, so however large the books
 * are, no more than a fifth of the time is spent reading them.
 *
 * A rule holds, waits (what breaks it is explained by orders that are under
 * way) or is broken; a broken one names its orders below the table. What was
 * last known stays when an audit cannot be made, and says how old it is.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tutor/commands/table.h"
#include "tutor/screens/ledger_private.h"

enum {
    REST_LEAST_MS = 1000,
    REST_TIMES = 4, /* as long as it took */
    REST_NO_BOOKS_MS = 3000
};

/* ---- one audit after the other ---- */

/* A rule that has just been broken comes into view. */
static void show_breach(struct ledger *ledger, int broken_before)
{
    const struct ledger_books *books = &ledger->books[ledger->turn];
    if (ledger->turn != ledger->shown || broken_before > 0)
        return;
    for (int i = (int)books->report.count - 1; i >= 0; i--)
        if (ledger_verdict_of(&books->report.findings[i]) == LEDGER_BREACH)
            ledger->selected = i;
}

static void audited(struct app *app, void *arg, int status, const char *output,
                    size_t length)
{
    struct ledger *ledger = arg;
    struct ledger_books *books = &ledger->books[ledger->turn];
    int64_t now = app_now_ms(app);
    int64_t before = books->audits;
    int broken_before = ledger_books_count(books, LEDGER_BREACH);
    (void)status; /* 1 is a broken rule too; the output says which */
    ledger_books_take(books, ledger->turn, output, length);
    show_breach(ledger, broken_before);
    int64_t rest = REST_LEAST_MS;
    if (books->audits > before) {
        ledger->checked_ms[ledger->turn] = now;
        if (books->report.took_us / 1000 * REST_TIMES > rest)
            rest = books->report.took_us / 1000 * REST_TIMES;
    } else if (books->no_books) {
        rest = REST_NO_BOOKS_MS;
    }
    ledger->asked = false;
    ledger->turn = ledger->turn == SHAPE_SPLIT ? SHAPE_MONOLITH : SHAPE_SPLIT;
    /* The other one, seen for the first time, need not wait. */
    if (!ledger->books[ledger->turn].known && !*ledger->books[ledger->turn].why)
        rest = 0;
    ledger->next_ms = now + rest;
}

static void ask(struct app *app, struct ledger *ledger)
{
    const char *const words[] = {"audit", shape_name(ledger->turn),
                                 "--allow-running", "--json", NULL};
    ledger->asked = true;
    if (app_job(app, words, audited, ledger)) {
        app_say(app, error_detail(ERROR_SYSTEM));
        ledger->asked = false;
        ledger->next_ms = app_now_ms(app) + REST_NO_BOOKS_MS;
    }
}

static bool tick_ledger(struct app *app, void *state, int64_t now_ms)
{
    struct ledger *ledger = state;
    if (!ledger->asked && !ledger->resting && now_ms >= ledger->next_ms)
        ask(app, ledger);
    if (now_ms / 1000 == ledger->drawn_s)
        return false;
    ledger->drawn_s = now_ms / 1000;
    return true; /* "3 s ago" */
}

static void draw_ledger(struct app *app, void *state, struct area *area)
{
    ledger_draw(state, *area, app_now_ms(app));
}

/* ---- keys ---- */

static void choose(struct ledger *ledger, int step)
{
    int count = (int)ledger->books[ledger->shown].report.count;
    int to = ledger->selected + step;
    to = to >= count ? count - 1 : to;
    ledger->selected = to < 0 ? 0 : to;
}

/* What all databases know of the first order that breaks the rule is what one
 * looks at next. */
static void offer_order(struct app *app, const struct ledger *ledger)
{
    char line[AUDIT_ID_BYTES + 64];
    const struct audit_finding *finding =
        ledger_finding(&ledger->books[ledger->shown], ledger->selected);
    if (!finding || finding->broken == 0 ||
        strlen(finding->offenders[0].id) != ID_TEXT_BYTES - 1) {
        app_say(app, text(TEXT_LEDGER_NO_ORDER));
        return;
    }
    snprintf(line, sizeof line, "data %s --order %s", shape_name(ledger->shown),
             finding->offenders[0].id);
    app_offer(app, line);
}

static bool key_ledger(struct app *app, void *state,
                       const struct keys_event *event)
{
    struct ledger *ledger = state;
    int page = ledger->scroll[ledger->shown].shown;
    page = page > 1 ? page - 1 : 1;
    switch (event->name) {
    case KEYS_UP:
    case KEYS_WHEEL_UP:
        choose(ledger, -1);
        break;
    case KEYS_DOWN:
    case KEYS_WHEEL_DOWN:
        choose(ledger, 1);
        break;
    case KEYS_PAGE_UP:
        choose(ledger, -page);
        break;
    case KEYS_PAGE_DOWN:
        choose(ledger, page);
        break;
    case KEYS_TAB:
    case KEYS_BACKTAB:
    case KEYS_LEFT:
    case KEYS_RIGHT:
        ledger->shown =
            ledger->shown == SHAPE_SPLIT ? SHAPE_MONOLITH : SHAPE_SPLIT;
        break;
    case KEYS_F7:
        ledger->resting = !ledger->resting;
        break;
    case KEYS_ENTER:
        offer_order(app, ledger);
        break;
    default:
        return false;
    }
    return true;
}

/* ---- the class ---- */

static enum error open_ledger(struct app *app, const char *argument,
                              void **state)
{
    struct ledger *ledger = calloc(1, sizeof *ledger);
    if (!ledger)
        return error_explain(ERROR_SYSTEM, "out of memory");
    ledger->shown = ledger->turn = SHAPE_SPLIT;
    if (strcmp(argument, shape_name(SHAPE_MONOLITH)) == 0)
        ledger->shown = ledger->turn = SHAPE_MONOLITH;
    ask(app, ledger);
    *state = ledger;
    return ERROR_OK;
}

static void close_ledger(struct app *app, void *state)
{
    (void)app;
    free(state);
}

static enum error plain_ledger(struct session *session, const char *argument)
{
    struct args args = {.options = {{"allow-running", ""}, {"sides", ""}},
                        .option_count = 2};
    if (*argument)
        args.words[args.count++] = argument;
    return command_audit(session, &args);
}

static const struct view_key keys[] = {
    {"↑ ↓", TEXT_BAR_RULE},       {"Tab", TEXT_BAR_SHAPE},
    {"Enter", TEXT_BAR_ORDER_OF}, {"F7", TEXT_BAR_HOLD},
    {"Esc", TEXT_BAR_BACK},       {NULL, 0}};
extern const struct view_class view_ledger;
const struct view_class view_ledger = {.name = "ledger",
                                       .title = TEXT_VIEW_LEDGER,
                                       .help = TEXT_ABOUT_LEDGER,
                                       .keys = keys,
                                       .keys_first = true,
                                       .own_frame = true,
                                       .takes_word = true,
                                       .open = open_ledger,
                                       .close = close_ledger,
                                       .draw = draw_ledger,
                                       .key = key_ledger,
                                       .tick = tick_ledger,
                                       .plain = plain_ledger};
