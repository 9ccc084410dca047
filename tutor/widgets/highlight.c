/*
 * highlight -- words, strings, numbers and comments of a line of code.
 *
 * A lesson shows a dozen lines at a time, and colour is there to make their
 * shape seen, not to check them. So a language is a row in a table: which
 * words it has, how its comments begin, what its strings stand in; one walk
 * serves all. Only HTTP is of another kind: its first line is a request or a
 * status, and what follows are names with values.
 *
 * What holds: the spans of a line, joined, are the line.
 */
#include "tutor/widgets/highlight.h"

#include <string.h>

struct language {
    const char *const *names;    /* behind ``` in a lesson */
    const char *const *keywords; /* NULL: none */
    const char *comment;         /* to the end of the line; NULL: none */
    bool block_comments;         /* C's */
    const char *quotes;
    bool any_case;   /* SQL's words */
    bool first_word; /* the first word of a line is a keyword */
    bool options;    /* --words are keywords */
    bool headers;    /* HTTP's lines */
};

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

static const struct language languages[] = {
    {.names = WORDS("c", "h"),
     .keywords =
         WORDS("bool", "break", "case", "char", "const", "continue", "default",
               "do", "double", "else", "enum", "extern", "false", "for", "goto",
               "if", "int", "int64_t", "long", "NULL", "return", "size_t",
               "sizeof", "static", "struct", "switch", "true", "uint32_t",
               "uint64_t", "union", "unsigned", "void", "while"),
     .comment = "//",
     .block_comments = true,
     .quotes = "\"'"},
    {.names = WORDS("sh", "bash", "shell", "console"),
     .keywords = WORDS("case", "do", "done", "elif", "else", "esac", "export",
                       "fi", "for", "function", "if", "in", "local", "return",
                       "then", "until", "while"),
     .comment = "#",
     .quotes = "\"'",
     .options = true},
    {.names = WORDS("cleave"),
     .comment = "#",
     .quotes = "\"'",
     .first_word = true,
     .options = true},
    {.names = WORDS("json"),
     .keywords = WORDS("false", "null", "true"),
     .quotes = "\""},
    {.names = WORDS("sql"),
     .keywords = WORDS(
         "ALL", "ALTER", "AND", "AS", "ASC", "BEGIN", "BY", "CASE", "CHECK",
         "COMMIT", "CONFLICT", "CREATE", "DELETE", "DESC", "DISTINCT", "DO",
         "DROP", "ELSE", "END", "EXISTS", "FOREIGN", "FROM", "GROUP", "HAVING",
         "IN", "INDEX", "INNER", "INSERT", "INTEGER", "INTO", "IS", "JOIN",
         "KEY", "LEFT", "LIKE", "LIMIT", "NOT", "NOTHING", "NULL", "ON", "OR",
         "ORDER", "PRIMARY", "REFERENCES", "RETURNING", "ROLLBACK", "SELECT",
         "SET", "STRICT", "TABLE", "TEXT", "THEN", "UNION", "UNIQUE", "UPDATE",
         "VALUES", "WHEN", "WHERE", "WITH"),
     .comment = "--",
     .block_comments = true,
     .quotes = "'\"",
     .any_case = true},
    {.names = WORDS("http"), .quotes = "\"", .headers = true},
};

static bool in_words(const char *const *words, struct slice word, bool any_case)
{
    for (; words && *words; words++)
        if (any_case ? slice_is_nocase(word, *words) : slice_is(word, *words))
            return true;
    return false;
}

void highlight_start(struct highlight *highlight, struct slice language)
{
    *highlight = (struct highlight){0};
    for (size_t i = 0; i < sizeof languages / sizeof *languages; i++)
        if (in_words(languages[i].names, language, true))
            highlight->language = &languages[i];
}

/* ---- one walk over a line ---- */

struct walk {
    struct slice line;
    size_t at;
    struct highlight_span *spans;
    int count, room;
};

/* The next `length` bytes are of that role. */
static void take(struct walk *walk, size_t length, enum role role)
{
    struct slice text = {walk->line.data + walk->at, length};
    struct highlight_span *last =
        walk->count > 0 ? &walk->spans[walk->count - 1] : NULL;
    walk->at += length;
    if (length == 0)
        return;
    if (last && (last->role == role || walk->count == walk->room))
        last->text.length += length;
    else
        walk->spans[walk->count++] =
            (struct highlight_span){.text = text, .role = role};
}

static bool begins(const struct walk *walk, const char *with)
{
    size_t length = strlen(with);
    return length > 0 && walk->line.length - walk->at >= length &&
           memcmp(walk->line.data + walk->at, with, length) == 0;
}

static bool digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool word_byte(char byte)
{
    return digit(byte) || (byte >= 'a' && byte <= 'z') ||
           (byte >= 'A' && byte <= 'Z') || byte == '_' ||
           ((unsigned char)byte & 0x80);
}

/* Bytes of the string that begins here, to its closing quote or the end. */
static size_t string_length(const struct walk *walk)
{
    const char *text = walk->line.data + walk->at;
    size_t left = walk->line.length - walk->at;
    size_t i = 1;
    for (; i < left && text[i] != *text; i++)
        if (text[i] == '\\' && i + 1 < left)
            i++;
    return i < left ? i + 1 : left;
}

static size_t word_length(const struct walk *walk, const char *more)
{
    size_t i = walk->at;
    while (i < walk->line.length &&
           (word_byte(walk->line.data[i]) ||
            (walk->line.data[i] && strchr(more, walk->line.data[i]))))
        i++;
    return i - walk->at;
}

/* To the end of a comment that may span lines. */
static void take_comment(struct highlight *highlight, struct walk *walk,
                         size_t from)
{
    size_t i = walk->at + from;
    for (; i + 1 < walk->line.length; i++)
        if (walk->line.data[i] == '*' && walk->line.data[i + 1] == '/') {
            take(walk, i + 2 - walk->at, ROLE_CODE_COMMENT);
            highlight->in_comment = false;
            return;
        }
    take(walk, walk->line.length - walk->at, ROLE_CODE_COMMENT);
    highlight->in_comment = true;
}

static void take_word(const struct language *language, struct walk *walk)
{
    const char *here = walk->line.data + walk->at;
    size_t length = word_length(walk, "");
    bool first = language->first_word && walk->at == 0;
    bool known = in_words(language->keywords, (struct slice){here, length},
                          language->any_case);
    if (digit(*here))
        take(walk, word_length(walk, "."), ROLE_CODE_NUMBER);
    else
        take(walk, length, first || known ? ROLE_CODE_KEYWORD : ROLE_CODE);
}

static bool at_comment(const struct language *language, const struct walk *walk)
{
    bool fresh = walk->at == 0 || walk->line.data[walk->at - 1] == ' ';
    return language->comment && begins(walk, language->comment) &&
           (fresh || *language->comment != '#'); /* $#, a#b */
}

static void take_next(struct highlight *highlight, struct walk *walk)
{
    const struct language *language = highlight->language;
    char byte = walk->line.data[walk->at];
    if (language->block_comments && begins(walk, "/*"))
        take_comment(highlight, walk, 2);
    else if (at_comment(language, walk))
        take(walk, walk->line.length - walk->at, ROLE_CODE_COMMENT);
    else if (byte && strchr(language->quotes, byte))
        take(walk, string_length(walk), ROLE_CODE_STRING);
    else if (language->options && begins(walk, "--"))
        take(walk, word_length(walk, "-"), ROLE_CODE_KEYWORD);
    else if (word_byte(byte))
        take_word(language, walk);
    else
        take(walk, 1, ROLE_CODE);
}

/* "GET /orders HTTP/1.1", "HTTP/1.1 200 OK", "Name: value". */
static void http_line(const struct highlight *highlight, struct walk *walk)
{
    const char *colon = memchr(walk->line.data, ':', walk->line.length);
    if (highlight->line == 0)
        take(walk, word_length(walk, "/."), ROLE_CODE_KEYWORD);
    else if (colon && walk->line.length > 0 && word_byte(*walk->line.data))
        take(walk, (size_t)(colon - walk->line.data), ROLE_CODE_KEYWORD);
}

int highlight_line(struct highlight *highlight, struct slice line,
                   struct highlight_span *spans, int room)
{
    struct walk walk = {.line = line, .spans = spans, .room = room};
    if (room < 1)
        return 0;
    if (!highlight->language) {
        take(&walk, line.length, ROLE_CODE);
        return walk.count;
    }
    if (highlight->language->headers)
        http_line(highlight, &walk);
    if (highlight->in_comment && line.length > 0)
        take_comment(highlight, &walk, 0);
    while (walk.at < line.length)
        take_next(highlight, &walk);
    highlight->line++;
    return walk.count;
}
