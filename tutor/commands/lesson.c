/*
 * lesson -- a lesson as plain text, and which of them were read.
 *
 * The file is shown as its author wrote it, without the front matter and the
 * remarks that only programs read: Markdown was made to be read so, and a
 * screen reader gets every heading and list as such. A lesson counts as read
 * once it has been printed to its end.
 */
#include <string.h>

#include "chassis/clock.h"
#include "tutor/commands/table.h"
#include "tutor/study/content.h"
#include "tutor/study/progress.h"

/* Behind the front matter. */
static const char *body_of(const char *text)
{
    if (strncmp(text, "---\n", 4) != 0)
        return text;
    const char *end = strstr(text + 3, "\n---\n");
    return end ? end + 5 : text;
}

static void print_body(struct screen *screen, const struct content_text *text)
{
    struct content_lines lines;
    struct content_line line;
    content_lines_begin(&lines, text->path, body_of(text->text));
    while (content_lines_next(&lines, &line))
        if (!content_line_begins(line, "<!-- "))
            screen_print(screen, "%.*s\n", (int)line.length, line.text);
}

struct read_marks {
    const struct content_list *list;
    bool read[CONTENT_FILES];
};

static enum error mark_read(void *arg, const struct progress_entry *entry)
{
    struct read_marks *marks = arg;
    for (size_t i = 0; i < marks->list->count; i++)
        marks->read[i] |=
            strcmp(marks->list->items[i].name, entry->subject) == 0;
    return ERROR_OK;
}

/* The line that begins with "# ". */
static const char *title_of(struct session *session,
                            const struct content_text *text)
{
    struct content_lines lines;
    struct content_line line;
    content_lines_begin(&lines, text->path, body_of(text->text));
    while (content_lines_next(&lines, &line))
        if (content_line_begins(line, "# ")) {
            const char *title =
                arena_copy(&session->arena, line.text + 2, line.length - 2);
            return title ? title : "";
        }
    return text->path;
}

static enum error print_list(struct session *session, struct progress *progress,
                             const struct content *content,
                             const struct content_list *list, bool korean)
{
    struct read_marks marks = {.list = list};
    struct content_text text = {0};
    enum error error =
        progress_each(progress, PROGRESS_LESSON, NULL, mark_read, &marks);
    if (!error)
        say(&session->screen, LESSON_LIST);
    for (size_t i = 0; i < list->count && !error; i++) {
        error = content_read(content, CONTENT_LESSON, &list->items[i], korean,
                             &session->arena, &text);
        if (!error)
            screen_print(&session->screen, "  %c %s\n",
                         marks.read[i] ? '*' : ' ', title_of(session, &text));
    }
    return error;
}

static enum error print_lesson(struct session *session,
                               struct progress *progress,
                               const struct content *content,
                               const struct content_item *item, bool korean)
{
    struct content_text text = {0};
    enum error error = content_read(content, CONTENT_LESSON, item, korean,
                                    &session->arena, &text);
    if (error)
        return error;
    if (text.other_language)
        say(&session->screen, STUDY_OTHER_LANGUAGE);
    print_body(&session->screen, &text);
    return progress_append(
        progress, clock_wall_ms(), PROGRESS_LESSON, item->name,
        text.korean ? "{\"lang\":\"ko\"}" : "{\"lang\":\"en\"}", NULL);
}

enum error command_lesson(struct session *session, const struct args *args)
{
    static struct content_list list;
    struct content content;
    const struct content_item *item = NULL;
    struct progress *progress = NULL;
    const char *word = args_word(args, 0);
    const char *lang = args_option(args, "lang", 0);
    bool korean = lang ? strcmp(lang, "ko") == 0 : text_korean();
    if (lang && !korean && strcmp(lang, "en") != 0)
        return explain(ERROR_USAGE, BAD_LANG, lang);
    enum error error = content_find(&content);
    if (!error)
        error = content_list(&content, CONTENT_LESSON, &session->arena, &list);
    if (!error && word)
        error = content_pick(&list, word, &item);
    if (!error)
        error = progress_open(&progress, &session->places);
    if (error)
        return error;
    error = item ? print_lesson(session, progress, &content, item, korean)
                 : print_list(session, progress, &content, &list, korean);
    progress_close(progress);
    return error;
}
