/*
 * lab_path -- values inside a command's answer, by a path.
 *
 * A path is a list of steps and each step may lead to several values, so the
 * walk is a recursion over the rest of the path. Its depth is bounded by
 * LAB_SEGMENTS.
 */
#include "tutor/lab/lab_path.h"

#include <stdio.h>
#include <string.h>

#include "chassis/limits.h"

struct walk {
    enum shape shape;
    lab_path_visitor *visitor;
    void *arg;
};

static bool says(const struct json *value, const struct lab_segment *segment)
{
    char number[40];
    const char *text = value->text;
    if (value->kind == JSON_BOOL)
        text = value->boolean ? "true" : "false";
    if (value->kind == JSON_NUMBER) {
        snprintf(number, sizeof number, "%g", value->number);
        text = number;
    }
    if (!text)
        return false;
    return segment->step == LAB_CONTAINS ? strstr(text, segment->value) != NULL
                                         : strcmp(text, segment->value) == 0;
}

/* "kind", or "span.kind" one object further in. */
static const struct json *member_of(const struct json *value, const char *name)
{
    char first[LIMIT_NAME_BYTES];
    size_t length = strcspn(name, ".");
    if (value->kind != JSON_OBJECT)
        return NULL;
    if (!name[length] || length >= sizeof first)
        return json_member(value, name);
    memcpy(first, name, length);
    first[length] = '\0';
    const struct json *inner = json_member(value, first);
    return inner ? member_of(inner, name + length + 1) : NULL;
}

static bool chosen(const struct json *child, const struct lab_segment *segment,
                   int64_t at)
{
    const struct json *member = NULL;
    switch (segment->step) {
    case LAB_INDEX:
        return at == segment->index;
    case LAB_WHERE:
    case LAB_CONTAINS:
        member = member_of(child, segment->name);
        return member && says(member, segment);
    default:
        return true;
    }
}

static size_t go(const struct walk *walk, const struct json *value,
                 const struct lab_segment *segments, size_t count)
{
    size_t found = 0;
    int64_t at = 0;
    if (!value)
        return 0;
    if (count == 0) {
        if (walk->visitor)
            walk->visitor(walk->arg, value);
        return 1;
    }
    if (segments->also)
        return chosen(value, segments, 0)
                   ? go(walk, value, segments + 1, count - 1)
                   : 0;
    if (segments->step == LAB_MEMBER) {
        const char *name = strcmp(segments->name, "SHAPE") == 0
                               ? shape_name(walk->shape)
                               : segments->name;
        if (value->kind != JSON_OBJECT)
            return 0;
        return go(walk, json_member(value, name), segments + 1, count - 1);
    }
    if (value->kind != JSON_ARRAY && value->kind != JSON_OBJECT)
        return 0;
    for (const struct json *child = value->first; child; child = child->next)
        if (chosen(child, segments, at++))
            found += go(walk, child, segments + 1, count - 1);
    return found;
}

size_t lab_path_each(const struct json *root,
                     const struct lab_segment *segments, size_t count,
                     enum shape shape, lab_path_visitor *visitor, void *arg)
{
    const struct walk walk = {shape, visitor, arg};
    return go(&walk, root, segments, count);
}
