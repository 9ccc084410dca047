/*
 * last_order -- two lines in a file: a shape and an id.
 *
 * A learner who orders at one prompt and asks for "last" at another means the
 * same order. Nothing depends on the file: it is written in place, and a line
 * that is torn or is no id counts as none.
 */
#include "tutor/last_order.h"

#include <stdio.h>
#include <string.h>

#include "tutor/commands/text.h"

enum { LINE_BYTES = 128 };

static bool find_path(const struct session *session, char *out, size_t bytes)
{
    int length = snprintf(out, bytes, "%s/last-orders", session->places.state);
    return length > 0 && (size_t)length < bytes;
}

/* Leaves `out` alone where the file says nothing of the shape. */
static void read_file(const struct session *session, enum shape shape,
                      struct id *out)
{
    char path[LIMIT_PATH_BYTES + 16], line[LINE_BYTES];
    const char *name = shape_name(shape);
    size_t length = strlen(name);
    FILE *file =
        find_path(session, path, sizeof path) ? fopen(path, "re") : NULL;
    if (!file)
        return;
    while (fgets(line, sizeof line, file)) {
        line[strcspn(line, "\n")] = '\0';
        if (strncmp(line, name, length) == 0 && line[length] == ' ' &&
            id_valid(line + length + 1))
            memcpy(out->text, line + length + 1, ID_TEXT_BYTES);
    }
    fclose(file);
}

static struct id recall(const struct session *session, enum shape shape)
{
    struct id id = session->last_order[shape];
    if (!*id.text)
        read_file(session, shape, &id);
    return id;
}

void last_order_keep(const struct session *session)
{
    char path[LIMIT_PATH_BYTES + 16];
    struct id ids[SHAPE_COUNT];
    for (int shape = 0; shape < SHAPE_COUNT; shape++)
        ids[shape] = recall(session, (enum shape)shape);
    FILE *file =
        find_path(session, path, sizeof path) ? fopen(path, "we") : NULL;
    if (!file)
        return;
    for (int shape = 0; shape < SHAPE_COUNT; shape++)
        if (*ids[shape].text)
            fprintf(file, "%s %s\n", shape_name((enum shape)shape),
                    ids[shape].text);
    fclose(file);
}

enum error last_order_find(const struct session *session, enum shape shape,
                           const char *word, struct id *out)
{
    if (word && strcmp(word, "last") != 0) {
        if (!id_valid(word))
            return explain(ERROR_USAGE, BAD_ORDER_ID, word);
        memcpy(out->text, word, ID_TEXT_BYTES);
        return ERROR_OK;
    }
    *out = recall(session, shape);
    return *out->text
               ? ERROR_OK
               : explain(ERROR_NOT_FOUND, NO_LAST_ORDER, shape_name(shape));
}
