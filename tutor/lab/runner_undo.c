/*
 * runner_undo -- what a run has changed on a shop that is not its own.
 *
 * Each command that changes something has one that takes the change back:
 * `set` has `default`, `mesh on` has `mesh off`, what was killed is restarted.
 * They are given in reverse order. Instances and versions would need to be
 * remembered before they change; such an experiment is refused instead, and so
 * is one whose shapes do not run. What cannot be taken back at all (orders, the
 * learner's own settings) is said before anything begins.
 */
#include "tutor/lab/runner_undo.h"

#include <stdio.h>
#include <string.h>

#include "tutor/commands/text.h"

enum { LINE_BYTES = 256 };

void runner_undo_nothing(void *arg)
{
    (void)arg;
}

static bool word_is(const struct lab_action *action, size_t at,
                    const char *word)
{
    return at < action->word_count && strcmp(action->words[at], word) == 0;
}

enum error runner_undo_possible(const struct lab_file *file)
{
    static const char *const lasting[] = {"scale", "deploy", "rollback",
                                          "migrate"};
    for (size_t i = 0; i < file->action_count; i++)
        for (size_t j = 0; j < sizeof lasting / sizeof *lasting; j++)
            if (word_is(&file->actions[i], 0, lasting[j]))
                return explain(ERROR_CONFLICT, LAB_OWN_ONLY, file->name,
                               lasting[j]);
    return ERROR_OK;
}

enum error runner_undo_shapes(const struct lab_file *file,
                              struct session *session)
{
    enum shape_set running = SHAPES_NONE;
    enum error error = session_running(session, &running);
    const char *needed = shape_set_name(file->on);
    if (!error && (file->on & ~running))
        return explain(ERROR_CONFLICT, LAB_HERE_SHAPES, file->name, needed,
                       needed);
    return error;
}

static void undo_line(const struct lab_action *action, char *out, size_t bytes)
{
    const char *first = action->words[0];
    const char *target = action->word_count > 1 ? action->words[1] : "";
    const char *shape = action->word_count > 2 ? action->words[2] : "";
    out[0] = '\0';
    if (strcmp(first, "discovery") == 0 && word_is(action, 1, "set"))
        snprintf(out, bytes, "discovery set mode default %s",
                 action->word_count > 4 ? action->words[4] : "");
    else if (word_is(action, 1, "set") && action->word_count > 4)
        snprintf(out, bytes, "%s set %s %s default", first, action->words[2],
                 action->words[3]);
    else if (strcmp(first, "mesh") == 0 && word_is(action, 1, "allow"))
        snprintf(out, bytes, "mesh allow %s all", shape);
    else if (strcmp(first, "mesh") == 0 &&
             (word_is(action, 1, "policy") || word_is(action, 1, "route") ||
              word_is(action, 1, "split")))
        snprintf(out, bytes, "mesh %s %s none", target, shape);
    else if (strcmp(first, "mesh") == 0 && word_is(action, 1, "on"))
        snprintf(out, bytes, "mesh off %s",
                 action->word_count > 2 ? action->words[2] : "");
    else if (strcmp(first, "kill") == 0 || strcmp(first, "pause") == 0)
        snprintf(out, bytes, "restart %s %s", target, shape);
    else if (strcmp(first, "crash") == 0)
        snprintf(out, bytes, "restart %s", target);
    else if (strcmp(first, "fault") == 0)
        snprintf(out, bytes, "heal all");
}

void runner_undo(struct lab_shop *shop, const struct lab_file *file)
{
    char line[LINE_BYTES];
    struct lab_answer answer;
    shop->stopped = false;
    for (size_t i = file->action_count; i-- > 0;) {
        undo_line(&file->actions[i], line, sizeof line);
        if (*line)
            lab_shop_line(shop, line, &answer);
        error_forget();
    }
}

const struct json *runner_undo_copy(const struct json *json,
                                    struct arena *arena)
{
    struct json *copy = arena_alloc(arena, sizeof *copy);
    if (!copy)
        return NULL;
    *copy = *json;
    copy->next = NULL;
    if (json->key)
        copy->key = arena_string(arena, json->key);
    if (json->text)
        copy->text = arena_copy(arena, json->text, json->text_length);
    struct json **end = &copy->first;
    for (const struct json *child = json->first; child; child = child->next) {
        *end = (struct json *)runner_undo_copy(child, arena);
        if (!*end)
            return NULL;
        end = &(*end)->next;
    }
    *end = NULL;
    return copy;
}
