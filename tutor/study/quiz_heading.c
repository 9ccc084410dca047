/*
 * quiz_heading -- "## 08-open-call · one · P8 P9": an id, a kind, the claims.
 *
 * The id is what a learner's answers are kept under, so it never changes and
 * is the same in both languages; it begins with the number of its lesson, so
 * that no two files can have the same one. A question may ask no claim: the
 * third part is then "-" or left out.
 */
#include "tutor/study/quiz_private.h"

#include <ctype.h>
#include <string.h>

/* The part up to the next "·", trimmed; the rest stays in *line. */
static struct content_line next_part(struct content_line *line)
{
    static const char dot[] = "\xc2\xb7";
    struct content_line part = *line;
    const char *found = memmem(line->text, line->length, dot, 2);
    if (found) {
        part.length = (size_t)(found - line->text);
        line->length -= part.length + 2;
        line->text = found + 2;
    } else {
        line->text += line->length;
        line->length = 0;
    }
    return content_line_trim(part);
}

static bool valid_id(const char *id)
{
    if (!isdigit((unsigned char)id[0]) || !isdigit((unsigned char)id[1]) ||
        id[2] != '-' || id[3] == '\0')
        return false;
    for (; *id; id++)
        if (!islower((unsigned char)*id) && !isdigit((unsigned char)*id) &&
            *id != '-')
            return false;
    return true;
}

static enum error read_kind(struct quiz_parser *parser, const char *word,
                            enum question_kind *out)
{
    for (int kind = 0; kind < QUESTION_KIND_COUNT; kind++)
        if (strcmp(question_kind_word((enum question_kind)kind), word) == 0) {
            *out = (enum question_kind)kind;
            return ERROR_OK;
        }
    return content_bad(parser->path, parser->line,
                       "\"%s\" is no kind of question; write one, many, order, "
                       "gap, number, line or predict",
                       word);
}

static enum error read_claims(struct quiz_parser *parser, char *words)
{
    struct question *question = parser->question;
    char *save = NULL;
    for (char *word = strtok_r(words, " ,", &save); word;
         word = strtok_r(NULL, " ,", &save)) {
        if (strcmp(word, "-") == 0)
            continue;
        if (!isupper((unsigned char)word[0]) ||
            !isdigit((unsigned char)word[1]) || strlen(word) > 3)
            return content_bad(parser->path, parser->line,
                               "\"%s\" is no claim; write ids of "
                               "docs/claims.md, such as P8",
                               word);
        if (question->claim_count == QUESTION_CLAIMS)
            return content_bad(parser->path, parser->line,
                               "more than %d claims; split the question",
                               QUESTION_CLAIMS);
        question->claims[question->claim_count++] = word;
    }
    return ERROR_OK;
}

/* Ids begin with the number of their lesson, as the file does. */
static enum error check_id(struct quiz_parser *parser, const char *id)
{
    const char *slash = strrchr(parser->path, '/');
    const char *file = slash ? slash + 1 : parser->path;
    if (!valid_id(id))
        return content_bad(parser->path, parser->line,
                           "\"%s\" is no id; write ## 08-short-name · one · P8",
                           id);
    if (isdigit((unsigned char)*file) && strncmp(file, id, 2) != 0)
        return content_bad(parser->path, parser->line,
                           "the id %s must begin with the number of its "
                           "lesson, %.2s",
                           id, file);
    for (size_t i = 0; i + 1 < parser->out->count; i++)
        if (strcmp(parser->out->questions[i].id, id) == 0)
            return content_bad(parser->path, parser->line,
                               "the id %s stands at line %d already", id,
                               parser->out->questions[i].at);
    return ERROR_OK;
}

static char *part_of(struct quiz_parser *parser, struct content_line *line)
{
    struct content_line part = next_part(line);
    char *copy = arena_copy(parser->arena, part.text, part.length);
    static char empty[1] = "";
    if (!copy)
        parser->failed = true;
    return copy ? copy : empty;
}

enum error quiz_heading(struct quiz_parser *parser, struct content_line line)
{
    line.text += 2, line.length -= 2;
    parser->question->id = part_of(parser, &line);
    char *kind = part_of(parser, &line);
    char *claims = part_of(parser, &line);
    if (parser->failed)
        return error_explain(ERROR_SYSTEM, "out of memory");
    enum error error = check_id(parser, parser->question->id);
    if (!error)
        error = read_kind(parser, kind, &parser->question->kind);
    if (!error)
        error = read_claims(parser, claims);
    return error;
}
