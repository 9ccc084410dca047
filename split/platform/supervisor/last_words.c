/*
 * last_words -- the last sentence for people in a child's log.
 *
 * A process that cannot start says why in one line that begins with its name
 * ("cleave-payments: ..."), between its JSON lines. That line is worth more to
 * a user than an exit status.
 */
#include "split/platform/supervisor/last_words.h"

#include <stdio.h>
#include <string.h>

#include "chassis/buffer.h"
#include "chassis/plain.h"

enum { TAIL_BYTES = 4096 };

static size_t read_tail(const char *path, char *out)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return 0;
    if (fseek(file, -TAIL_BYTES, SEEK_END) != 0)
        rewind(file);
    size_t length = fread(out, 1, TAIL_BYTES, file);
    fclose(file);
    return length;
}

void last_words(const struct child *child, char *out, size_t bytes)
{
    char path[LIMIT_PATH_BYTES + 2 * LIMIT_NAME_BYTES], tail[TAIL_BYTES + 1];
    char start[LIMIT_NAME_BYTES + 16];
    const char *found = NULL;
    out[0] = 0;
    snprintf(path, sizeof path, "%s/log/%s.log", child->places->state,
             child->label);
    tail[read_tail(path, tail)] = 0;
    snprintf(start, sizeof start, "cleave-%s: ", child->entry->name);
    for (char *at = strstr(tail, start); at; at = strstr(at + 1, start))
        found = at + strlen(start);
    if (!found)
        return;
    struct buffer text;
    buffer_init(&text, TAIL_BYTES * 8);
    plain_text(&text, found, strcspn(found, "\n"));
    if (text.data)
        snprintf(out, bytes, "%s", text.data);
    buffer_release(&text);
}
