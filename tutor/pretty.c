/*
 * pretty -- JSON with one member a line, for people.
 *
 * A value is first printed on one line; when that is short enough it stays so,
 * and otherwise its members are printed one a line, two spaces deeper. So a
 * line of an order stays a line, and an order becomes a list of lines. The
 * depth is bounded by the parser (LIMIT_JSON_DEPTH), hence the recursion.
 */
#include "tutor/pretty.h"

#include "chassis/json.h"
#include "chassis/limits.h"

enum { ROW_CELLS = 79, INDENT = 2 };

static void write_value(struct json_writer *json, const struct json *value)
{
    if (value->key)
        json_key(json, value->key);
    switch (value->kind) {
    case JSON_NULL:
        json_null(json);
        break;
    case JSON_BOOL:
        json_bool(json, value->boolean);
        break;
    case JSON_NUMBER:
        if (value->is_integer)
            json_int(json, value->integer);
        else
            json_double(json, value->number);
        break;
    case JSON_TEXT:
        json_text_n(json, value->text, value->text_length);
        break;
    case JSON_ARRAY:
    case JSON_OBJECT:
        value->kind == JSON_ARRAY ? json_array_open(json)
                                  : json_object_open(json);
        for (const struct json *child = value->first; child;
             child = child->next)
            write_value(json, child);
        value->kind == JSON_ARRAY ? json_array_close(json)
                                  : json_object_close(json);
        break;
    }
}

static void newline(struct buffer *out, int depth)
{
    buffer_format(out, "\n%*s", depth * INDENT, "");
}

/* One line of it, without its key. */
static void one_line(struct buffer *line, const struct json *value)
{
    struct json copy = *value;
    struct json_writer json;
    copy.key = NULL;
    json_begin(&json, line);
    write_value(&json, &copy);
}

static void print_value(struct buffer *out, const struct json *value,
                        int depth);

static void print_children(struct buffer *out, const struct json *value,
                           int depth)
{
    for (const struct json *child = value->first; child; child = child->next) {
        newline(out, depth + 1);
        print_value(out, child, depth + 1);
        if (child->next)
            buffer_byte(out, ',');
    }
    newline(out, depth);
}

static void print_value(struct buffer *out, const struct json *value, int depth)
{
    bool composed = value->kind == JSON_ARRAY || value->kind == JSON_OBJECT;
    struct buffer line;
    buffer_init(&line, LIMIT_BODY_BYTES);
    one_line(&line, value);
    if (value->key)
        buffer_format(out, "\"%s\": ", value->key);
    if (!composed || line.length + (size_t)(depth * INDENT) < ROW_CELLS) {
        buffer_append(out, line.data, line.length);
    } else {
        buffer_byte(out, value->kind == JSON_ARRAY ? '[' : '{');
        print_children(out, value, depth);
        buffer_byte(out, value->kind == JSON_ARRAY ? ']' : '}');
    }
    buffer_release(&line);
}

void pretty_json(struct buffer *out, struct slice bytes, struct arena *arena)
{
    const struct json *root = NULL;
    if (bytes.length == 0)
        return;
    if (json_parse(bytes.data, bytes.length, arena, &root) == ERROR_OK)
        print_value(out, root, 0);
    else
        buffer_append(out, bytes.data, bytes.length);
}

void pretty_embed(struct json_writer *json, struct slice bytes,
                  struct arena *arena)
{
    const struct json *root = NULL;
    if (bytes.length == 0)
        json_null(json);
    else if (json_parse(bytes.data, bytes.length, arena, &root) == ERROR_OK)
        write_value(json, root);
    else
        json_text_n(json, bytes.data, bytes.length);
}
