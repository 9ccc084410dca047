/*
 * design -- the worksheet: K1 to K7, asked one part after another.
 *
 * Each part shows what stands there; Enter keeps it, a line replaces it. A
 * record is written as soon as its last part was asked, so leaving in the
 * middle keeps all records before it. Longer text is written into the files
 * with an editor, and comes back here as it is.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "chassis/clock.h"
#include "tutor/commands/table.h"
#include "tutor/study/design.h"

enum { LINE_BYTES = 4096 };

/* A line without its end, cut to LINE_BYTES; false at the end of the input. */
static bool ask_line(struct screen *screen, char line[LINE_BYTES])
{
    screen_print(screen, "> ");
    screen_flush(screen);
    if (!fgets(line, LINE_BYTES, stdin)) {
        screen_print(screen, "\n");
        return false;
    }
    for (int c = '\n'; !strchr(line, '\n') && c != EOF && !feof(stdin);) {
        c = getc(stdin);
        if (c == '\n')
            break;
    }
    line[strcspn(line, "\r\n")] = '\0';
    if (!isatty(STDIN_FILENO))
        screen_print(screen, "%s\n", line);
    return true;
}

/* True when something changed; *ended when the learner left. */
static bool ask_part(struct session *session, struct design_record *record,
                     size_t part, bool *ended)
{
    char line[LINE_BYTES];
    struct screen *screen = &session->screen;
    screen_style(screen, STYLE_BOLD);
    screen_print(screen, "\n%s\n", design_part(part));
    screen_style(screen, STYLE_NONE);
    screen_print(screen, "%s\n",
                 *record->texts[part] ? record->texts[part]
                                      : design_guide(part));
    for (;;) {
        if (!ask_line(screen, line) || strcmp(line, "q") == 0) {
            *ended = true;
            return false;
        }
        if (utf8_valid(line, strlen(line)))
            break;
        say(screen, DESIGN_NOT_UTF8);
    }
    const char *given = design_clean(line, &session->arena);
    if (!given || !*given || strcmp(given, record->texts[part]) == 0)
        return false;
    record->texts[part] = strcmp(given, "-") == 0 ? "" : given;
    return true;
}

static enum error walk(struct session *session, struct progress *progress,
                       size_t section, bool *ended)
{
    struct design_record record;
    struct screen *screen = &session->screen;
    bool changed = false;
    enum error error =
        design_load(&session->places, section, &session->arena, &record);
    if (error)
        return error;
    screen_style(screen, STYLE_BOLD);
    screen_print(screen, "\n%s  %s\n", design_id(section),
                 design_title(section));
    screen_style(screen, STYLE_NONE);
    screen_print(screen, "%s\n", design_question(section));
    for (size_t i = 0; i < DESIGN_PARTS && !*ended; i++)
        changed |= ask_part(session, &record, i, ended);
    if (!changed)
        return ERROR_OK;
    error = design_save(&session->places, progress, section, &record,
                        clock_wall_ms(), &session->arena);
    if (!error)
        say(screen, DESIGN_SAVED,
            design_path(&session->places, section, &session->arena));
    return error;
}

enum error command_design(struct session *session, const struct args *args)
{
    struct progress *progress = NULL;
    const char *id = args_word(args, 0);
    size_t first = id ? design_section(id) : 0;
    size_t last = id ? first : DESIGN_SECTIONS - 1;
    bool ended = false;
    if (first == DESIGN_SECTIONS)
        return explain(ERROR_NOT_FOUND, DESIGN_NO_SECTION, id);
    enum error error = progress_open(&progress, &session->places);
    if (error)
        return error;
    say(&session->screen, DESIGN_KEYS);
    for (size_t i = first; i <= last && !ended && !error; i++)
        error = walk(session, progress, i, &ended);
    progress_close(progress);
    return error;
}
