/*
 * field_mask -- a list of paths becomes a small tree over the descriptors.
 *
 * Each path is walked name by name; a name that is there already is joined, a
 * new one is added. A path that ends at a message wants all of it, whatever a
 * longer path had said before. Every name is checked against the type, so a
 * misspelt field is an error and not an empty answer.
 */
#include "chassis/field_mask.h"

#include <stdio.h>
#include <string.h>

static enum error unknown(const ProtobufCMessageDescriptor *type,
                          struct slice name)
{
    char known[256] = "";
    size_t used = 0;
    for (unsigned i = 0; i < type->n_fields; i++) {
        size_t length = strlen(type->fields[i].name);
        if (used + length + 3 > sizeof known)
            break;
        used += (size_t)snprintf(known + used, sizeof known - used, "%s%s",
                                 used ? ", " : "", type->fields[i].name);
    }
    return error_explain(
        ERROR_MALFORMED, "fields: there is no \"%.*s\"; there are %s",
        (int)(name.length < 40 ? name.length : 40), name.data, known);
}

static enum error find_field(const ProtobufCMessageDescriptor *type,
                             struct slice name, unsigned *out)
{
    for (unsigned i = 0; i < type->n_fields; i++)
        if (slice_is(name, type->fields[i].name)) {
            *out = i;
            return ERROR_OK;
        }
    return unknown(type, name);
}

static struct field_mask *new_mask(const ProtobufCMessageDescriptor *type,
                                   struct arena *arena)
{
    struct field_mask *mask = arena_alloc(arena, sizeof *mask);
    if (mask)
        *mask = (struct field_mask){.type = type};
    return mask;
}

/* The entry of that field, new or old; NULL: the mask is full. */
static struct field_mask_entry *join(struct field_mask *mask, unsigned field,
                                     bool *is_new)
{
    for (size_t i = 0; i < mask->count; i++)
        if (mask->entries[i].field == field) {
            *is_new = false;
            return &mask->entries[i];
        }
    if (mask->count == FIELD_MASK_PATHS)
        return NULL;
    *is_new = true;
    mask->entries[mask->count] = (struct field_mask_entry){.field = field};
    return &mask->entries[mask->count++];
}

/* The part in front of the separator is taken off `text`. */
static struct slice cut(struct slice *text, char separator)
{
    const char *end =
        text->length ? memchr(text->data, separator, text->length) : NULL;
    struct slice part = *text;
    if (!end) {
        text->length = 0;
        return part;
    }
    part.length = (size_t)(end - text->data);
    *text = (struct slice){end + 1, text->length - part.length - 1};
    return part;
}

static enum error add_path(struct field_mask *mask, struct slice path,
                           struct arena *arena)
{
    for (int depth = 0; depth < FIELD_MASK_DEPTH; depth++) {
        bool is_new, ends = !memchr(path.data, '.', path.length);
        unsigned field = 0;
        enum error error = find_field(mask->type, cut(&path, '.'), &field);
        if (error)
            return error;
        struct field_mask_entry *entry = join(mask, field, &is_new);
        if (!entry)
            return error_explain(ERROR_MALFORMED,
                                 "fields: at most %d names are taken",
                                 FIELD_MASK_PATHS);
        if (ends) {
            entry->below = NULL;
            return ERROR_OK;
        }
        const ProtobufCFieldDescriptor *into = &mask->type->fields[field];
        if (into->type != PROTOBUF_C_TYPE_MESSAGE)
            return error_explain(ERROR_MALFORMED,
                                 "fields: there is nothing inside \"%s\"",
                                 into->name);
        if (!is_new && !entry->below)
            return ERROR_OK; /* all of it is wanted already */
        struct field_mask *below = (struct field_mask *)entry->below;
        if (!below)
            below = new_mask(into->descriptor, arena);
        if (!below)
            return error_explain(ERROR_OVERLOADED, "no memory for the fields");
        entry->below = below;
        mask = below;
    }
    return error_explain(ERROR_MALFORMED, "fields: a path has at most %d names",
                         FIELD_MASK_DEPTH);
}

enum error field_mask_read(const ProtobufCMessageDescriptor *type,
                           struct slice text, struct arena *arena,
                           const struct field_mask **out)
{
    struct field_mask *mask = new_mask(type, arena);
    enum error error = ERROR_OK;
    if (!mask)
        return error_explain(ERROR_OVERLOADED, "no memory for the fields");
    if (text.length == 0)
        return error_explain(ERROR_MALFORMED,
                             "fields: name what you want, as in "
                             "fields=id,status");
    while (text.length > 0 && !error)
        error = add_path(mask, cut(&text, ','), arena);
    if (!error)
        *out = mask;
    return error;
}

bool field_mask_wants(const struct field_mask *mask, unsigned field,
                      const struct field_mask **below)
{
    *below = NULL;
    if (!mask)
        return true;
    for (size_t i = 0; i < mask->count; i++)
        if (mask->entries[i].field == field) {
            *below = mask->entries[i].below;
            return true;
        }
    return false;
}
