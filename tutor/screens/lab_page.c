/*
 * lab_page -- what the lab's screen has to read, as Markdown.
 *
 * The order of a result is the order in which one wants to know: did my
 * prediction hit, what did it look like, what held, and why. The picture is the
 * one of the plain text, in a block that nothing breaks.
 */
#include "tutor/screens/lab_page.h"

#include <string.h>

#include "tutor/commands/text.h"
#include "tutor/lab/verdict_picture.h"

enum { LINES_FAILED = 20 };

/* "a | b" would be a table, `*` a style: what a file says stays as it is. */
static void literal(struct buffer *out, const char *words)
{
    buffer_text(out, "`");
    for (; *words; words++)
        buffer_byte(out, *words == '`' ? '\'' : *words);
    buffer_text(out, "`");
}

static void title(struct buffer *out, const struct lab_file *file)
{
    buffer_format(out, "# %s\n\n", lab_file_text(&file->title));
}

void lab_page_ask(struct buffer *out, const struct lab_file *file)
{
    title(out, file);
    buffer_format(out, "%s\n\n", lab_file_text(&file->ask));
    buffer_format(out, TEXT_FORMAT(LAB_VIEW_CLAIMS), file->name);
    for (size_t i = 0; i < file->claim_count; i++)
        buffer_format(out, " %s", file->claims[i]);
    buffer_text(out, "\n");
}

/* The last `count` lines. */
static const char *tail(const char *lines, int count)
{
    const char *at = lines + strlen(lines);
    if (at > lines && at[-1] == '\n')
        at--;
    while (at > lines && (at[-1] != '\n' || --count > 0))
        at--;
    return at;
}

void lab_page_running(struct buffer *out, const struct lab_file *file,
                      const char *lines, int rows)
{
    title(out, file);
    buffer_format(out, "```\n%s```\n", tail(lines, rows > 6 ? rows - 5 : 1));
}

void lab_page_failed(struct buffer *out, const struct lab_file *file,
                     const char *lines)
{
    title(out, file);
    buffer_format(out, "%s\n\n```\n%s\n```\n", text(TEXT_LAB_VIEW_NOTHING),
                  tail(lines, LINES_FAILED));
}

static void predictions(struct buffer *out, const struct run *run)
{
    for (size_t i = 0; i < run->measure_count; i++) {
        const struct run_measure *measure = &run->measures[i];
        if (!measure->predicted)
            continue;
        literal(out, measure->name);
        buffer_format(out, TEXT_FORMAT(LAB_VIEW_PREDICTED), measure->prediction,
                      measure->value,
                      text(measure->hit ? TEXT_LAB_HIT : TEXT_LAB_MISSED));
        if (*measure->comes_back)
            buffer_format(out, TEXT_FORMAT(LAB_VIEW_SURE), measure->comes_back);
        buffer_text(out, "\n\n");
    }
}

static void verdicts(struct buffer *out, const struct run *run)
{
    for (size_t i = 0; i < run->verdict_count; i++) {
        const struct run_verdict *verdict = &run->verdicts[i];
        buffer_format(
            out, "- **%s** ",
            text(verdict->held ? TEXT_LAB_VIEW_HELD : TEXT_LAB_VIEW_FAILED));
        literal(out, verdict->expect);
        buffer_format(out, " (%s)\n", verdict->figures);
    }
    buffer_format(
        out, "- **%s** %s\n\n",
        text(run->audit_clean ? TEXT_LAB_VIEW_HELD : TEXT_LAB_VIEW_FAILED),
        text(TEXT_LAB_VIEW_AUDIT));
}

void lab_page_result(struct buffer *out, const struct lab_file *file,
                     const struct run *run, int columns)
{
    title(out, file);
    buffer_format(
        out, "**%s**\n\n",
        text(run_held(run) ? TEXT_LAB_VIEW_ALL_HELD : TEXT_LAB_VIEW_NOT_ALL));
    predictions(out, run);
    if (verdict_picture_rows(run) > 0) {
        buffer_text(out, "```\n");
        verdict_picture_text(run, columns, out);
        buffer_text(out, "```\n\n");
    }
    verdicts(out, run);
    buffer_format(out, "%s\n", lab_file_text(&file->why));
}
