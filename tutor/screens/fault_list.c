/*
 * fault_list -- the faults that are on, as `faults --json` has told them.
 *
 * Between two tellings the time that is left is what was told less what has
 * passed since, and a fault whose time is over is gone: it heals by itself, and
 * nothing else decides that. One that is healed elsewhere is seen when it is
 * no longer told.
 */
#include "tutor/screens/fault_list.h"

#include <stdio.h>
#include <string.h>

#include "chassis/fault.h"
#include "chassis/json.h"

static void add_values(struct fault_on *fault, const struct json *values)
{
    const struct json *value = values ? values->first : NULL;
    for (; value; value = value->next) {
        size_t used = strlen(fault->what);
        bool same = strcmp(value->key, fault->kind) == 0;
        if (value != values->first && value->integer == 0)
            continue; /* as good as not said */
        snprintf(fault->what + used, sizeof fault->what - used, "%s%s%s %lld",
                 value == values->first ? "" : ",", same ? "" : " ",
                 same ? "" : value->key, (long long)value->integer);
    }
}

static void take_one(struct fault_on *fault, const struct json *row)
{
    *fault =
        (struct fault_on){.left_ms = json_number_member(row, "left_ms"),
                          .duration_ms = json_number_member(row, "duration_ms"),
                          .struck = json_number_member(row, "struck"),
                          .events = json_number_member(row, "events")};
    int64_t percentage = json_number_member(row, "percentage_hundredths");
    snprintf(fault->title, sizeof fault->title, "%.79s",
             json_text_member(row, "target"));
    const char *kind = json_text_member(row, "kind");
    snprintf(fault->kind, sizeof fault->kind, "%s", kind);
    snprintf(fault->what, sizeof fault->what, "%s", kind);
    add_values(fault, json_member(row, "values"));
    size_t used = strlen(fault->what);
    if (percentage != FAULT_ALWAYS)
        snprintf(fault->what + used, sizeof fault->what - used, ", %g %%",
                 (double)percentage / 100);
}

static void keep_chosen(struct fault_list *list)
{
    if (list->chosen >= list->count)
        list->chosen = list->count > 0 ? list->count - 1 : 0;
}

bool fault_list_take(struct fault_list *list, const char *output, size_t length,
                     int64_t now_ms)
{
    struct arena arena;
    const struct json *root = NULL;
    arena_init(&arena, LIMIT_ARENA_BYTES);
    bool good = json_parse(output, length, &arena, &root) == ERROR_OK &&
                root->kind == JSON_ARRAY;
    if (good) {
        list->known = true;
        list->told_ms = now_ms;
        list->count = 0;
        for (const struct json *row = root->first;
             row && list->count < FAULT_LIST_MOST; row = row->next)
            if (row->kind == JSON_OBJECT)
                take_one(&list->of[list->count++], row);
        keep_chosen(list);
    }
    arena_release(&arena);
    return good;
}

int64_t fault_list_left_ms(const struct fault_list *list, int index,
                           int64_t now_ms)
{
    int64_t left = list->of[index].left_ms - (now_ms - list->told_ms);
    return left > 0 ? left : 0;
}

bool fault_list_expire(struct fault_list *list, int64_t now_ms)
{
    int kept = 0, before = list->count;
    for (int i = 0; i < before; i++)
        if (fault_list_left_ms(list, i, now_ms) > 0)
            list->of[kept++] = list->of[i];
    list->count = kept;
    keep_chosen(list);
    return kept != before;
}

void fault_list_heal(const struct fault_list *list, char *out, size_t bytes)
{
    if (list->chosen >= list->count) {
        snprintf(out, bytes, "heal");
        return;
    }
    const struct fault_on *fault = &list->of[list->chosen];
    snprintf(out, bytes, "heal %.*s %s", (int)strcspn(fault->title, " "),
             fault->title, fault->kind);
}
