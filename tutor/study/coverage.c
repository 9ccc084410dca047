/*
 * coverage -- which claim is taught, shown and asked, computed from the files.
 *
 * The table of docs/claims.md gives the rows. A lesson teaches what its
 * `<!-- claim: P8 P9 -->` remarks name, a quiz asks what the headings of its
 * questions name, and an experiment shows what both the table and its own file
 * say. Nothing is kept by hand, so the matrix cannot be out of date.
 *
 * A lesson that is not yet written leaves rows empty, which is no hole. What a
 * lesson promises in its front matter, or teaches, must be there in full.
 */
#include "tutor/study/coverage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tutor/study/quiz_file.h"

bool coverage_complete(const struct coverage_claim *claim)
{
    return claim->taught[0] && claim->taught[1] && claim->asked[0] &&
           claim->asked[1] && claim->shown;
}

enum coverage_hole coverage_hole(const struct coverage_claim *claim)
{
    if (!claim->promised && !claim->taught[0] && !claim->taught[1])
        return COVERAGE_NO_HOLE;
    if (!claim->taught[0] || !claim->taught[1])
        return COVERAGE_NOT_TAUGHT;
    if (!claim->shown)
        return COVERAGE_NOT_SHOWN;
    return claim->asked[0] && claim->asked[1] ? COVERAGE_NO_HOLE
                                              : COVERAGE_NOT_ASKED;
}

static struct coverage_claim *claim_of(struct coverage *coverage,
                                       const char *id, size_t length)
{
    for (size_t i = 0; i < coverage->count; i++)
        if (strlen(coverage->claims[i].id) == length &&
            strncmp(coverage->claims[i].id, id, length) == 0)
            return &coverage->claims[i];
    return NULL;
}

/* ---- the rows ---- */

/* The text of the n-th cell of "| a | b |", from 0; NULL without one. */
static const char *cell_of(struct arena *arena, struct content_line line, int n)
{
    const char *end = line.text + line.length;
    const char *at = line.text;
    for (; n >= 0 && at && at < end; n--) {
        const char *next = memchr(at + 1, '|', (size_t)(end - at - 1));
        if (!next)
            return NULL;
        if (n == 0) {
            struct content_line cell = {.text = at + 1,
                                        .length = (size_t)(next - at - 1)};
            cell = content_line_trim(cell);
            return arena_copy(arena, cell.text, cell.length);
        }
        at = next;
    }
    return NULL;
}

static bool is_claim(struct content_line line)
{
    return line.length > 4 && line.text[0] == '|' && line.text[1] == ' ' &&
           line.text[2] >= 'A' && line.text[2] <= 'Z' && line.text[3] >= '0' &&
           line.text[3] <= '9';
}

static enum error read_claims(const struct content *content,
                              struct arena *arena, struct coverage *out)
{
    struct content_text text = {0};
    struct content_lines lines;
    struct content_line line;
    enum error error = content_file(content, "docs/claims.md", arena, &text);
    if (error)
        return error;
    content_lines_begin(&lines, text.path, text.text);
    while (content_lines_next(&lines, &line)) {
        if (!is_claim(line))
            continue;
        struct coverage_claim claim = {.id = cell_of(arena, line, 0),
                                       .korean = cell_of(arena, line, 1),
                                       .english = cell_of(arena, line, 2),
                                       .shown_by = cell_of(arena, line, 3)};
        if (!claim.id || !claim.shown_by || out->count == COVERAGE_CLAIMS)
            return content_bad(text.path, line.number,
                               "a claim is | id | Korean | English | shown by "
                               "|, and there are at most %d",
                               COVERAGE_CLAIMS);
        if (claim_of(out, claim.id, strlen(claim.id)))
            return content_bad(text.path, line.number,
                               "the claim %s stands there twice", claim.id);
        out->claims[out->count++] = claim;
    }
    return ERROR_OK;
}

/* ---- what fills them ---- */

typedef void named_claim(struct coverage_claim *claim,
                         const struct content_text *text);

static void teach(struct coverage_claim *claim, const struct content_text *text)
{
    claim->taught[text->korean] = true;
}

static void promise(struct coverage_claim *claim,
                    const struct content_text *text)
{
    (void)text;
    claim->promised = true;
}

/* Only what the table has sent it to. */
static void show(struct coverage_claim *claim, const struct content_text *text)
{
    char word[LIMIT_NAME_BYTES];
    const char *slash = strrchr(text->path, '/');
    const char *name = slash ? slash + 1 : text->path;
    snprintf(word, sizeof word, "`%.*s`", (int)strcspn(name, "."), name);
    if (strstr(claim->shown_by, word))
        claim->shown = true;
}

/* Each claim behind the first `skip` bytes of a line, up to "-->". */
static enum error each_claim(struct coverage *coverage,
                             const struct content_text *text,
                             struct content_line line, size_t skip,
                             named_claim *named)
{
    const char *at = line.text + skip;
    const char *end = line.text + line.length;
    while (at < end) {
        while (at < end && *at == ' ')
            at++;
        size_t length = 0;
        while (at + length < end && at[length] != ' ')
            length++;
        if (length == 0 || strncmp(at, "-->", 3) == 0)
            break;
        struct coverage_claim *claim = claim_of(coverage, at, length);
        if (!claim)
            return content_bad(text->path, line.number,
                               "docs/claims.md has no claim %.*s", (int)length,
                               at);
        named(claim, text);
        at += length;
    }
    return ERROR_OK;
}

static enum error read_lesson(struct coverage *coverage, struct arena *arena,
                              const struct content_text *text)
{
    static const char mark[] = "<!-- claim:", front[] = "claims:";
    struct content_lines lines;
    struct content_line line;
    enum error error = ERROR_OK;
    int fences = 0; /* of the front matter */
    (void)arena;
    content_lines_begin(&lines, text->path, text->text);
    while (!error && content_lines_next(&lines, &line)) {
        fences += content_line_begins(line, "---");
        if (content_line_begins(line, mark))
            error = each_claim(coverage, text, line, sizeof mark - 1, teach);
        else if (fences == 1 && content_line_begins(line, front))
            error = each_claim(coverage, text, line, sizeof front - 1, promise);
    }
    return error;
}

static enum error read_experiment(struct coverage *coverage,
                                  struct arena *arena,
                                  const struct content_text *text)
{
    static const char mark[] = "claims ";
    struct content_lines lines;
    struct content_line line;
    enum error error = ERROR_OK;
    (void)arena;
    content_lines_begin(&lines, text->path, text->text);
    while (!error && content_lines_next(&lines, &line))
        if (content_line_begins(line, mark))
            error = each_claim(coverage, text, line, sizeof mark - 1, show);
    return error;
}

static enum error read_quiz(struct coverage *coverage, struct arena *arena,
                            const struct content_text *text)
{
    struct quiz_file quiz;
    enum error error = quiz_file_parse(text->path, text->text, arena, &quiz);
    if (error)
        return error;
    for (size_t i = 0; i < quiz.count; i++)
        for (size_t j = 0; j < quiz.questions[i].claim_count; j++) {
            const char *id = quiz.questions[i].claims[j];
            struct coverage_claim *claim = claim_of(coverage, id, strlen(id));
            if (!claim)
                return content_bad(text->path, quiz.questions[i].at,
                                   "docs/claims.md has no claim %s", id);
            claim->asked[text->korean] = true;
        }
    return ERROR_OK;
}

typedef enum error reader(struct coverage *coverage, struct arena *arena,
                          const struct content_text *text);

/* Each file of a kind, in each language that it is written in. */
static enum error read_each(const struct content *content,
                            const struct content_list *list, reader *read,
                            struct arena *arena, struct coverage *out)
{
    enum error error = ERROR_OK;
    for (size_t i = 0; i < 2 * list->count && !error; i++) {
        const struct content_item *item = &list->items[i / 2];
        struct content_text text = {0};
        bool korean = i % 2;
        if (!(korean ? item->korean : item->english))
            continue;
        error = content_read(content, list->kind, item, korean, arena, &text);
        if (!error)
            error = read(out, arena, &text);
    }
    return error;
}

enum error coverage_load(const struct content *content, struct arena *arena,
                         struct coverage *out)
{
    struct content_list *list = arena_alloc(arena, sizeof *list);
    *out = (struct coverage){0};
    if (!list)
        return error_explain(ERROR_SYSTEM, "out of memory");
    enum error error = read_claims(content, arena, out);
    if (!error)
        error = content_list(content, CONTENT_LESSON, arena, list);
    if (!error)
        out->lessons = (int)list->count;
    if (!error)
        error = read_each(content, list, read_lesson, arena, out);
    if (!error)
        error = content_list(content, CONTENT_QUIZ, arena, list);
    if (!error)
        error = read_each(content, list, read_quiz, arena, out);
    if (!error)
        error = content_list(content, CONTENT_EXPERIMENT, arena, list);
    if (!error)
        error = read_each(content, list, read_experiment, arena, out);
    return error;
}
