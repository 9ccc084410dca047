/*
 * lesson -- a lesson as plain text, and which of them were read.
 *
 * The twin of the lesson screen: the same layout at 76 columns, links listed
 * below, and the figures that this machine has measured. A lesson counts as
 * read once it has been printed to its end.
 */
#include <string.h>

#include "chassis/clock.h"
#include "tutor/commands/table.h"
#include "tutor/study/lesson.h"
#include "tutor/widgets/markdown.h"

static enum error print_list(struct session *session, struct progress *progress,
                             const struct content *content,
                             const struct content_list *list, bool korean)
{
    bool read[CONTENT_FILES];
    struct content_text text = {0};
    enum error error = lesson_marks(progress, list, read);
    if (!error)
        say(&session->screen, LESSON_LIST);
    for (size_t i = 0; i < list->count && !error; i++) {
        error = content_read(content, CONTENT_LESSON, &list->items[i], korean,
                             &session->arena, &text);
        if (!error)
            screen_print(&session->screen, "  %c %s\n", read[i] ? '*' : ' ',
                         lesson_title(&text, &session->arena));
    }
    return error;
}

static enum error print_body(struct screen *screen, const struct lesson *lesson)
{
    struct markdown *markdown = NULL;
    struct buffer out;
    buffer_init(&out, (size_t)4 * CONTENT_BYTES);
    enum error error =
        markdown_new(&markdown, (struct slice){lesson->text, lesson->length});
    if (!error)
        error = markdown_text(markdown, MARKDOWN_TEXT_COLUMNS, GLYPHS_UNICODE,
                              &out);
    for (size_t at = 0; at < out.length && !error;) {
        const char *line = out.data + at;
        size_t length = strcspn(line, "\n");
        screen_print(screen, "%.*s\n", (int)length, line);
        at += length + 1;
    }
    markdown_free(markdown);
    buffer_release(&out);
    return error;
}

static enum error print_lesson(struct session *session,
                               struct progress *progress,
                               const struct content *content,
                               const struct content_item *item, bool korean)
{
    struct lesson lesson;
    enum error error =
        lesson_read(content, progress, item, korean, &session->arena, &lesson);
    if (error)
        return error;
    if (lesson.other_language)
        say(&session->screen, STUDY_OTHER_LANGUAGE);
    error = print_body(&session->screen, &lesson);
    return error ? error : lesson_mark(progress, &lesson, clock_wall_ms());
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
