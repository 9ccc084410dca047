/*
 * pair_path -- whom an order passed, out of its trace.
 *
 * Spans come with parents before children and siblings by their start, so the
 * order of first appearance is the order in which the processes were reached.
 */
#include "tutor/screens/pair_path.h"

#include <stdio.h>
#include <string.h>

#include "chassis/json.h"

enum { PASSED = 16, TRACE_ARENA_BYTES = 4 * 1024 * 1024 };

static bool known(const char *const *names, int count, const char *name)
{
    for (int i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

bool pair_path_read(const char *output, size_t length, char *out, size_t bytes)
{
    struct arena arena;
    const struct json *root = NULL, *spans = NULL;
    const char *names[PASSED];
    int count = 0;
    size_t used = 0;
    arena_init(&arena, TRACE_ARENA_BYTES);
    if (json_parse(output, length, &arena, &root) == ERROR_OK &&
        root->kind == JSON_OBJECT)
        spans = json_member(root, "spans");
    bool good = spans && spans->kind == JSON_ARRAY;
    const struct json *row = good ? spans->first : NULL;
    for (; row && count < PASSED; row = row->next) {
        const char *name = row->kind == JSON_OBJECT
                               ? json_text_member(row, "service_name")
                               : "";
        if (*name && !known(names, count, name))
            names[count++] = name;
    }
    if (good)
        *out = '\0';
    for (int i = 0; i < count && used < bytes; i++)
        used += (size_t)snprintf(out + used, bytes - used, "%s%s",
                                 i > 0 ? " > " : "", names[i]);
    arena_release(&arena);
    return good;
}
