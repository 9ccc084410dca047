/*
 * content -- the files that teach: lessons, quizzes, essays, experiments.
 *
 * The problem: the same program is run from the tree that it was built in, by
 * a test in a directory of its own, and from /usr/local/bin; and an author
 * edits a lesson while the program runs.
 *
 * The idea: nothing is compiled in. A root is looked for once, by the one file
 * that every root has (docs/claims.md), and below it everything has the same
 * name in all three cases. A list is read from the directory each time it is
 * wanted, so a new lesson is there as soon as its file is.
 *
 * Both languages have the same names. A list holds a name once and says in
 * which languages there is a file; reading falls back to the other language
 * and says so, for a lesson in English is better than none.
 */
#include "tutor/study/content.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chassis/json.h"
#include "tutor/commands/text.h"

static const char mark[] = "docs/claims.md";

static const struct {
    const char *directory; /* %s: the language */
    const char *ending;
} kinds[CONTENT_KINDS] = {
    [CONTENT_LESSON] = {"docs/%s/lessons", ".md"},
    [CONTENT_QUIZ] = {"docs/%s/quiz", ".md"},
    [CONTENT_ESSAY] = {"docs/%s/essays", ".md"},
    [CONTENT_EXPERIMENT] = {"tutor/lab/experiments", ".lab"},
};

/* ---- where ---- */

static bool is_root(const char *root)
{
    char path[LIMIT_PATH_BYTES + 64];
    snprintf(path, sizeof path, "%s/%s", root, mark);
    return access(path, R_OK) == 0;
}

enum error content_open(struct content *out, const char *root)
{
    size_t length = strlen(root);
    if (length == 0 || length >= sizeof out->root || !is_root(root))
        return explain(ERROR_NOT_FOUND, CONTENT_NO_ROOT, root);
    memcpy(out->root, root, length + 1);
    return ERROR_OK;
}

/* build/bin, build/asan/bin and PREFIX/bin, in this order. */
enum error content_find(struct content *out)
{
    static const char *const from_bin[] = {"../..", "../../..",
                                           "../share/cleave"};
    const char *named = getenv("CLEAVE_CONTENT");
    char bin[LIMIT_PATH_BYTES];
    char root[LIMIT_PATH_BYTES + 32];
    if (named && *named)
        return content_open(out, named);
    ssize_t length = readlink("/proc/self/exe", bin, sizeof bin - 1);
    if (length <= 0)
        return explain(ERROR_NOT_FOUND, CONTENT_NOWHERE);
    bin[length] = '\0';
    char *slash = strrchr(bin, '/');
    if (slash)
        *slash = '\0';
    for (size_t i = 0; i < sizeof from_bin / sizeof *from_bin; i++) {
        snprintf(root, sizeof root, "%s/%s", bin, from_bin[i]);
        if (is_root(root))
            return content_open(out, root);
    }
    return explain(ERROR_NOT_FOUND, CONTENT_NOWHERE);
}

/* ---- what there is ---- */

static const char *directory_of(enum content_kind kind, bool korean, char *out,
                                size_t bytes)
{
    /* The table holds at most one %s. */
    const char *form = kinds[kind].directory;
    const char *place = strstr(form, "%s");
    if (!place)
        snprintf(out, bytes, "%s", form);
    else
        snprintf(out, bytes, "%.*s%s%s", (int)(place - form), form,
                 korean ? "ko" : "en", place + 2);
    return out;
}

/* The length of the name without its ending; 0 when it is no such file. */
static size_t stem_of(enum content_kind kind, const char *file)
{
    const char *ending = kinds[kind].ending;
    size_t length = strlen(file), tail = strlen(ending);
    if (file[0] == '.' || length <= tail ||
        strcmp(file + length - tail, ending) != 0)
        return 0;
    if (kind != CONTENT_EXPERIMENT &&
        !(isdigit((unsigned char)file[0]) && isdigit((unsigned char)file[1]) &&
          file[2] == '-'))
        return 0; /* a README and the like */
    return length - tail;
}

static struct content_item *item_named(struct content_list *list,
                                       const char *name, size_t length)
{
    for (size_t i = 0; i < list->count; i++)
        if (strncmp(list->items[i].name, name, length) == 0 &&
            list->items[i].name[length] == '\0')
            return &list->items[i];
    return NULL;
}

static enum error list_one(const char *directory, bool korean,
                           struct arena *arena, struct content_list *list)
{
    DIR *open = opendir(directory);
    const struct dirent *entry;
    enum error error = ERROR_OK;
    if (!open)
        return ERROR_OK; /* a language that nobody has written yet */
    while (!error && (entry = readdir(open))) {
        size_t stem = stem_of(list->kind, entry->d_name);
        if (stem == 0)
            continue;
        struct content_item *item = item_named(list, entry->d_name, stem);
        if (!item && list->count == CONTENT_FILES) {
            error = explain(ERROR_TOO_LARGE, CONTENT_TOO_MANY, directory,
                            CONTENT_FILES);
            break;
        }
        if (!item) {
            item = &list->items[list->count++];
            *item = (struct content_item){0};
            item->name = arena_copy(arena, entry->d_name, stem);
            if (!item->name) {
                error = error_explain(ERROR_SYSTEM, "out of memory");
                break;
            }
            item->number = (int)strtol(item->name, NULL, 10);
        }
        item->korean |= korean;
        item->english |= !korean;
    }
    closedir(open);
    return error;
}

static int by_name(const void *a, const void *b)
{
    const struct content_item *left = a, *right = b;
    return strcmp(left->name, right->name);
}

enum error content_list(const struct content *content, enum content_kind kind,
                        struct arena *arena, struct content_list *out)
{
    char below[64];
    char path[LIMIT_PATH_BYTES + 64];
    enum error error = ERROR_OK;
    out->kind = kind;
    out->count = 0;
    for (int korean = 0; korean < 2 && !error; korean++) {
        directory_of(kind, korean, below, sizeof below);
        snprintf(path, sizeof path, "%s/%s", content->root, below);
        error = list_one(path, korean, arena, out);
    }
    qsort(out->items, out->count, sizeof *out->items, by_name);
    return error;
}

static bool names_item(const char *word, const struct content_item *item)
{
    char *end = NULL;
    long number = strtol(word, &end, 10);
    if (strcmp(word, item->name) == 0)
        return true;
    if (item->number == 0)
        return false;
    if (end != word && *end == '\0')
        return number == item->number;
    return strcmp(word, item->name + 3) == 0;
}

enum error content_pick(const struct content_list *list, const char *word,
                        const struct content_item **out)
{
    char names[256];
    size_t length = 0;
    for (size_t i = 0; i < list->count; i++)
        if (names_item(word, &list->items[i])) {
            *out = &list->items[i];
            return ERROR_OK;
        }
    if (list->count == 0)
        return explain(ERROR_NOT_FOUND, CONTENT_EMPTY, word);
    names[0] = '\0';
    for (size_t i = 0; i < list->count && length < sizeof names - 1; i++) {
        int wrote = snprintf(names + length, sizeof names - length, "%s%s",
                             i > 0 ? ", " : "", list->items[i].name);
        length += wrote > 0 ? (size_t)wrote : 0;
    }
    return explain(ERROR_NOT_FOUND, CONTENT_NONE, word, names);
}

/* ---- reading ---- */

/* Reads up to `room` bytes; -1 with errno. */
static ssize_t read_all(const char *path, char *bytes, size_t room)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    size_t length = 0;
    ssize_t got = 1;
    if (fd < 0)
        return -1;
    while (got > 0 && length < room) {
        got = read(fd, bytes + length, room - length);
        if (got < 0 && errno == EINTR)
            got = 1;
        else if (got > 0)
            length += (size_t)got;
    }
    int failure = errno;
    close(fd);
    errno = failure;
    return got < 0 ? -1 : (ssize_t)length;
}

enum error content_load(const char *path, struct arena *arena,
                        struct content_text *out)
{
    char *bytes = malloc(CONTENT_BYTES + 1);
    enum error error = ERROR_OK;
    if (!bytes)
        return error_explain(ERROR_SYSTEM, "out of memory");
    ssize_t length = read_all(path, bytes, CONTENT_BYTES + 1);
    if (length < 0)
        error =
            explain(ERROR_NOT_FOUND, CONTENT_NO_FILE, path, strerror(errno));
    else if (length > CONTENT_BYTES)
        error = explain(ERROR_MALFORMED, CONTENT_TOO_LONG, path, CONTENT_BYTES);
    else if (!utf8_valid(bytes, (size_t)length) ||
             memchr(bytes, '\0', (size_t)length))
        error = explain(ERROR_MALFORMED, CONTENT_NOT_UTF8, path);
    if (!error) {
        out->text = arena_copy(arena, bytes, (size_t)length);
        out->path = arena_string(arena, path);
        out->length = (size_t)length;
        if (!out->text || !out->path)
            error = error_explain(ERROR_SYSTEM, "out of memory");
    }
    free(bytes);
    return error;
}

enum error content_file(const struct content *content, const char *path,
                        struct arena *arena, struct content_text *out)
{
    struct content_text found = {0};
    char *whole = arena_format(arena, "%s/%s", content->root, path);
    if (!whole)
        return error_explain(ERROR_SYSTEM, "out of memory");
    enum error error = content_load(whole, arena, &found);
    if (error)
        return error;
    found.path = arena_string(arena, path);
    if (!found.path)
        return error_explain(ERROR_SYSTEM, "out of memory");
    *out = found;
    return ERROR_OK;
}

enum error content_read(const struct content *content, enum content_kind kind,
                        const struct content_item *item, bool korean,
                        struct arena *arena, struct content_text *out)
{
    char below[64];
    bool there = korean ? item->korean : item->english;
    bool taken = there ? korean : !korean;
    struct content_text found = {0};
    directory_of(kind, taken, below, sizeof below);
    const char *path =
        arena_format(arena, "%s/%s%s", below, item->name, kinds[kind].ending);
    if (!path)
        return error_explain(ERROR_SYSTEM, "out of memory");
    enum error error = content_file(content, path, arena, &found);
    if (error)
        return error;
    found.korean = taken;
    found.other_language = !there && kind != CONTENT_EXPERIMENT;
    *out = found;
    return ERROR_OK;
}

/* ---- for parsers ---- */

enum error content_bad(const char *path, int line, const char *format, ...)
{
    char sentence[ERROR_DETAIL_BYTES];
    va_list list;
    va_start(list, format);
    vsnprintf(sentence, sizeof sentence, format, list);
    va_end(list);
    return error_explain(ERROR_MALFORMED, "%s:%d: %s", path, line, sentence);
}

void content_lines_begin(struct content_lines *lines, const char *path,
                         const char *text)
{
    *lines = (struct content_lines){.path = path, .at = text};
    if (strncmp(text, "\xef\xbb\xbf", 3) == 0)
        lines->at += 3; /* a byte order mark of some editors */
}

bool content_lines_next(struct content_lines *lines, struct content_line *out)
{
    if (!lines->at || *lines->at == '\0')
        return false;
    size_t length = strcspn(lines->at, "\n");
    *out = (struct content_line){.text = lines->at, .length = length};
    lines->at += length;
    if (*lines->at == '\n')
        lines->at++;
    if (out->length > 0 && out->text[out->length - 1] == '\r')
        out->length--;
    out->number = ++lines->number;
    return true;
}

struct content_line content_line_trim(struct content_line line)
{
    while (line.length > 0 && isspace((unsigned char)*line.text))
        line.text++, line.length--;
    while (line.length > 0 &&
           isspace((unsigned char)line.text[line.length - 1]))
        line.length--;
    return line;
}

bool content_line_begins(struct content_line line, const char *prefix)
{
    size_t length = strlen(prefix);
    return line.length >= length && memcmp(line.text, prefix, length) == 0;
}
