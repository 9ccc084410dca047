/*
 * checklist -- the items with their ticks and evidence; naming one ticks it.
 */
#include <string.h>

#include "chassis/clock.h"
#include "tutor/commands/table.h"
#include "tutor/study/checklist.h"

/* In the order of the items. */
static const enum text about[CHECKLIST_ITEMS] = {
    TEXT_CHECK_L1, TEXT_CHECK_L2, TEXT_CHECK_L3, TEXT_CHECK_L4,
    TEXT_CHECK_L5, TEXT_CHECK_K1, TEXT_CHECK_K2, TEXT_CHECK_K3,
    TEXT_CHECK_K4, TEXT_CHECK_K5, TEXT_CHECK_K6, TEXT_CHECK_K7};

static void print_items(struct session *session,
                        const struct checklist *checklist)
{
    struct screen *screen = &session->screen;
    for (size_t i = 0; i < CHECKLIST_ITEMS; i++) {
        const struct checklist_item *item = &checklist->items[i];
        screen_print(screen, "[%c] %s  %s\n        ", item->ticked ? 'x' : ' ',
                     item->id, text(about[i]));
        if (*item->claims)
            say(screen, CHECK_EVIDENCE, item->right, item->questions, item->run,
                item->experiments);
        else
            say(screen, CHECK_SECTIONS, item->sections);
    }
}

static void print_json(struct session *session,
                       const struct checklist *checklist)
{
    struct screen *screen = &session->screen;
    for (size_t i = 0; i < CHECKLIST_ITEMS; i++) {
        const struct checklist_item *item = &checklist->items[i];
        screen_print(screen,
                     "%s{\"id\":\"%s\",\"ticked\":%s,\"right\":%d,"
                     "\"questions\":%d,\"run\":%d,\"experiments\":%d,"
                     "\"sections\":%d}",
                     i == 0 ? "[" : ",", item->id,
                     item->ticked ? "true" : "false", item->right,
                     item->questions, item->run, item->experiments,
                     item->sections);
    }
    screen_print(screen, "]\n");
}

enum error command_checklist(struct session *session, const struct args *args)
{
    struct content content;
    struct checklist checklist;
    struct progress *progress = NULL;
    const char *id = args_word(args, 0);
    enum error error = content_find(&content);
    if (!error)
        error = progress_open(&progress, &session->places);
    if (error)
        return error;
    error = checklist_load(&content, progress, clock_wall_ms(), &session->arena,
                           &checklist);
    if (!error && id)
        error = checklist_tick(progress, &checklist, id, clock_wall_ms());
    if (!error && id)
        error = checklist_load(&content, progress, clock_wall_ms(),
                               &session->arena, &checklist);
    progress_close(progress);
    if (error)
        return error;
    if (session->json)
        print_json(session, &checklist);
    else
        print_items(session, &checklist);
    return ERROR_OK;
}
