/*
 * checklist -- what a learner should be able to say and do, with evidence.
 *
 * A tick alone says what somebody hopes. So beside each stands what the
 * program has seen, computed from the progress: which questions about the
 * item's claims were answered right the last time, and which experiments that
 * show those claims were run to their end.
 */
#include "tutor/study/checklist.h"

#include <stdio.h>
#include <string.h>

#include "tutor/commands/text.h"
#include "tutor/study/coverage.h"
#include "tutor/study/design.h"
#include "tutor/study/session_quiz.h"

static const struct checklist_item items[CHECKLIST_ITEMS] = {
    {.id = "L1", .claims = "CF"},  {.id = "L2", .claims = "P"},
    {.id = "L3", .claims = "T"},   {.id = "L4", .claims = ""},
    {.id = "L5", .claims = "BXW"}, {.id = "K1", .claims = "K1"},
    {.id = "K2", .claims = "K2"},  {.id = "K3", .claims = "K3"},
    {.id = "K4", .claims = "K4"},  {.id = "K5", .claims = "K5"},
    {.id = "K6", .claims = "K6"},  {.id = "K7", .claims = "K7"},
};

static bool belongs(const struct checklist_item *item, const char *claim)
{
    if (*item->id == 'K')
        return strcmp(item->claims, claim) == 0;
    return *item->claims && strchr(item->claims, *claim);
}

static bool any_belongs(const struct checklist_item *item,
                        const struct question *question)
{
    for (size_t i = 0; i < question->claim_count; i++)
        if (belongs(item, question->claims[i]))
            return true;
    return false;
}

static enum error count_questions(const struct content *content,
                                  const struct content_list *list,
                                  const struct schedule *schedule,
                                  struct arena *arena, struct checklist *out)
{
    for (size_t i = 0; i < list->count; i++) {
        struct content_text text = {0};
        struct quiz_file quiz;
        enum error error = content_read(content, CONTENT_QUIZ, &list->items[i],
                                        text_korean(), arena, &text);
        if (!error)
            error = quiz_file_parse(text.path, text.text, arena, &quiz);
        if (error)
            return error;
        for (size_t j = 0; j < quiz.count * CHECKLIST_ITEMS; j++) {
            const struct question *question =
                &quiz.questions[j / CHECKLIST_ITEMS];
            struct checklist_item *item = &out->items[j % CHECKLIST_ITEMS];
            if (!any_belongs(item, question))
                continue;
            const struct card *card = schedule_card(schedule, question->id);
            item->questions++;
            item->right += card && card->last_right;
        }
    }
    return ERROR_OK;
}

static bool shows(const struct coverage *coverage,
                  const struct checklist_item *item, const char *experiment)
{
    char word[LIMIT_NAME_BYTES];
    snprintf(word, sizeof word, "`%s`", experiment);
    for (size_t i = 0; i < coverage->count; i++)
        if (belongs(item, coverage->claims[i].id) &&
            strstr(coverage->claims[i].shown_by, word))
            return true;
    return false;
}

static enum error count_runs(const struct content *content,
                             struct progress *progress, struct arena *arena,
                             struct content_list *list, struct checklist *out)
{
    struct coverage *coverage = arena_alloc(arena, sizeof *coverage);
    struct run *run = arena_alloc(arena, sizeof *run);
    if (!coverage || !run)
        return error_explain(ERROR_SYSTEM, "out of memory");
    enum error error = coverage_load(content, arena, coverage);
    if (!error)
        error = content_list(content, CONTENT_EXPERIMENT, arena, list);
    for (size_t i = 0; i < list->count && !error; i++) {
        const char *name = list->items[i].name;
        error = progress_last_run(progress, name, arena, run);
        bool done = error == ERROR_OK;
        if (error == ERROR_NOT_FOUND)
            error = ERROR_OK;
        for (size_t j = 0; j < CHECKLIST_ITEMS; j++)
            if (shows(coverage, &out->items[j], name)) {
                out->items[j].experiments++;
                out->items[j].run += done;
            }
    }
    return error;
}

/* Written again is still one, and emptied is none. */
static void count_section(struct checklist_item *item,
                          const struct progress_entry *entry)
{
    size_t section = design_section(entry->subject);
    if (section == DESIGN_SECTIONS)
        return;
    if (strstr(entry->body, "\"parts\":0}"))
        item->written &= ~(1u << section);
    else
        item->written |= 1u << section;
    item->sections = __builtin_popcount(item->written);
}

static enum error see_tick(void *arg, const struct progress_entry *entry)
{
    struct checklist *out = arg;
    for (size_t i = 0; i < CHECKLIST_ITEMS; i++) {
        struct checklist_item *item = &out->items[i];
        if (entry->kind == PROGRESS_TICK &&
            strcmp(item->id, entry->subject) == 0)
            item->ticked = strstr(entry->body, "true") != NULL;
        if (entry->kind == PROGRESS_DESIGN && strcmp(item->id, "L4") == 0)
            count_section(item, entry);
    }
    return ERROR_OK;
}

enum error checklist_load(const struct content *content,
                          struct progress *progress, int64_t wall_ms,
                          struct arena *arena, struct checklist *out)
{
    struct schedule schedule;
    struct content_list *list = arena_alloc(arena, sizeof *list);
    memcpy(out->items, items, sizeof items);
    if (!list)
        return error_explain(ERROR_SYSTEM, "out of memory");
    enum error error = schedule_load(progress, arena, wall_ms, &schedule);
    if (!error)
        error = content_list(content, CONTENT_QUIZ, arena, list);
    if (!error)
        error = count_questions(content, list, &schedule, arena, out);
    if (!error)
        error = count_runs(content, progress, arena, list, out);
    if (!error)
        error =
            progress_each(progress, PROGRESS_KIND_COUNT, NULL, see_tick, out);
    return error;
}

enum error checklist_tick(struct progress *progress,
                          const struct checklist *checklist, const char *id,
                          int64_t wall_ms)
{
    for (size_t i = 0; i < CHECKLIST_ITEMS; i++)
        if (strcmp(checklist->items[i].id, id) == 0)
            return progress_append(progress, wall_ms, PROGRESS_TICK, id,
                                   checklist->items[i].ticked
                                       ? "{\"ticked\":false}"
                                       : "{\"ticked\":true}",
                                   NULL);
    return explain(ERROR_NOT_FOUND, CHECKLIST_NO_ITEM, id);
}
