/*
 * ledger_books -- what the auditor last said of one shape, and of the runs
 *                 before it.
 *
 * The screen has no query of its own: it reads the report that `audit --json`
 * prints, and looks up names and sides in the auditor's tables by slug. So
 * there is one auditor, and a rule that it learns appears here by itself. A
 * slug that these tables lack comes from another version of the command and is
 * left out.
 *
 * The output comes from a child that may have been killed in the middle of it,
 * so everything in it is checked.
 */
#include "tutor/screens/ledger_books.h"

#include <stdio.h>
#include <string.h>

#include "chassis/json.h"

static bool flag(const struct json *object, const char *key)
{
    const struct json *member = json_member(object, key);
    return member && member->kind == JSON_BOOL && member->boolean;
}

static void read_offenders(const struct json *rule, struct audit_finding *out)
{
    const struct json *list = json_member(rule, "offenders");
    const struct json *one =
        list && list->kind == JSON_ARRAY ? list->first : NULL;
    for (int i = 0; one && i < AUDIT_OFFENDERS; one = one->next) {
        if (one->kind != JSON_OBJECT)
            continue;
        struct audit_offender *to = &out->offenders[i++];
        snprintf(to->id, sizeof to->id, "%s", json_text_member(one, "id"));
        snprintf(to->what, sizeof to->what, "%s",
                 json_text_member(one, "what"));
    }
}

static void read_rule(const struct json *rule, struct audit_report *out)
{
    if (rule->kind != JSON_OBJECT || out->count == AUDIT_RULES)
        return;
    const struct audit_rule *known =
        audit_rule_named(json_text_member(rule, "rule"));
    if (!known)
        return;
    struct audit_finding *finding = &out->findings[out->count++];
    finding->rule = known;
    finding->figure = json_number_member(rule, "figure");
    finding->broken = json_number_member(rule, "broken");
    finding->under_way = flag(rule, "under_way");
    finding->left = json_number_member(rule, "left");
    finding->right = json_number_member(rule, "right");
    finding->took_us = json_number_member(rule, "took_us");
    read_offenders(rule, finding);
}

static void read_report(const struct json *from, struct audit_report *out)
{
    struct audit_facts *facts = &out->facts;
    const struct json *rules = json_member(from, "rules");
    out->held = flag(from, "held");
    out->looks = (int)json_number_member(from, "looks");
    out->took_us = json_number_member(from, "took_us");
    facts->orders = json_number_member(from, "orders");
    facts->confirmed = json_number_member(from, "confirmed");
    facts->rejected = json_number_member(from, "rejected");
    facts->cancelled = json_number_member(from, "cancelled");
    facts->running = json_number_member(from, "running");
    facts->pending_events = json_number_member(from, "pending_events");
    facts->oldest_ms = json_number_member(from, "oldest_ms");
    facts->money = json_number_member(from, "money");
    if (rules && rules->kind == JSON_ARRAY)
        for (const struct json *one = rules->first; one; one = one->next)
            read_rule(one, out);
}

enum ledger_verdict ledger_verdict_of(const struct audit_finding *finding)
{
    return finding->broken == 0 ? LEDGER_HOLD
           : finding->under_way ? LEDGER_WAITS
                                : LEDGER_BREACH;
}

int ledger_books_count(const struct ledger_books *books,
                       enum ledger_verdict verdict)
{
    int count = 0;
    for (size_t i = 0; i < books->report.count; i++)
        count += ledger_verdict_of(&books->report.findings[i]) == verdict;
    return count;
}

static void keep_run(struct ledger_books *books)
{
    if (books->run_count == LEDGER_RUNS)
        memmove(books->runs, books->runs + 1,
                --books->run_count * sizeof *books->runs);
    books->runs[books->run_count++] = (struct ledger_run){
        ledger_books_count(books, LEDGER_BREACH)  ? LEDGER_BREACH
        : ledger_books_count(books, LEDGER_WAITS) ? LEDGER_WAITS
                                                  : LEDGER_HOLD,
        books->report.took_us};
}

/* The sentence in it, or the first line of whatever it was. */
static void keep_why(struct ledger_books *books, const struct json *root,
                     const char *output, size_t length)
{
    const char *detail = root ? json_text_member(root, "detail") : "";
    const char *end = memchr(output, '\n', length);
    books->no_books =
        root && strcmp(json_text_member(root, "error"), "not-found") == 0;
    if (*detail)
        snprintf(books->why, sizeof books->why, "%s", detail);
    else
        snprintf(books->why, sizeof books->why, "%.*s",
                 (int)(end ? end - output : (ptrdiff_t)length), output);
    if (!*books->why)
        snprintf(books->why, sizeof books->why, "?");
}

void ledger_books_take(struct ledger_books *books, enum shape shape,
                       const char *output, size_t length)
{
    struct arena arena;
    const struct json *root = NULL;
    arena_init(&arena, LIMIT_ARENA_BYTES);
    if (json_parse(output, length, &arena, &root) || root->kind != JSON_OBJECT)
        root = NULL;
    error_forget();
    const struct json *from = root ? json_member(root, shape_name(shape)) : 0;
    if (from && from->kind == JSON_OBJECT) {
        books->report = (struct audit_report){.shape = shape};
        read_report(from, &books->report);
        books->known = true;
        books->no_books = false;
        *books->why = '\0';
        books->at_ms = json_number_member(from, "at_ms");
        books->audits++;
        keep_run(books);
    } else {
        keep_why(books, root, output, length);
    }
    arena_release(&arena);
}
