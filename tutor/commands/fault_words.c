/*
 * fault_words -- how a fault is written and shown.
 *
 * A value may stand in its place or as name=value. What it is measured in is
 * the parameter's own unit, so one list of suffixes serves all of them: a
 * suffix is taken where it belongs to the parameter's unit, and refused with
 * the bounds elsewhere. A word that ends in % is the percentage, but where the
 * kind's own value is one (cpu).
 */
#include "tutor/commands/fault_words.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tutor/commands/suggest.h"
#include "tutor/commands/text.h"
#include "tutor/grid.h"

static const struct {
    const char *unit, *suffix;
    double factor;
} suffixes[] = {
    {"ms", "ms", 1},           {"ms", "s", 1000},     {"ms", "m", 60000},
    {"ms", "h", 3600000},      {"ms", "d", 86400000}, {"us", "us", 1},
    {"us", "ms", 1000},        {"bytes", "B", 1},     {"bytes", "KiB", 1024},
    {"bytes", "MiB", 1048576}, {"KiB/s", "KiB/s", 1}, {"KiB/s", "MiB/s", 1024},
    {"MiB", "MiB", 1},         {"percent", "%", 1}};

enum error fault_words_kind(const char *word, enum fault_kind *out)
{
    struct suggest suggest;
    if (fault_kind_named(word, out) == ERROR_OK)
        return ERROR_OK;
    suggest_begin(&suggest, word);
    for (int i = 0; i < FAULT_KIND_COUNT; i++)
        suggest_try(&suggest, fault_about[i].slug);
    if (suggest.best)
        return explain(ERROR_USAGE, FAULT_MEANT, word, suggest.best);
    return explain(ERROR_USAGE, FAULT_UNKNOWN, word);
}

/* "slicer size variation delay" */
static const char *written(const struct fault_about *about, char out[160])
{
    size_t used = (size_t)snprintf(out, 160, "%s", about->slug);
    for (int i = 0; i < FAULT_VALUES && about->parameters[i].name; i++)
        used += (size_t)snprintf(out + used, 160 - used, " [%s]",
                                 about->parameters[i].name);
    return out;
}

/* A number with a suffix that fits the unit. */
static bool take_amount(const char *word, const char *unit, double *out)
{
    char *end = NULL;
    if (strncmp(word, "±", strlen("±")) == 0)
        word += strlen("±");
    const char *digits = word + (*word == '-' || *word == '+');
    if (*digits < '0' || *digits > '9' || digits[1] == 'x' || digits[1] == 'X')
        return false;
    *out = strtod(word, &end);
    if (*end == '\0' && isfinite(*out))
        return true;
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        if (strcmp(suffixes[i].unit, unit) == 0 &&
            strcmp(suffixes[i].suffix, end) == 0) {
            *out *= suffixes[i].factor;
            return isfinite(*out);
        }
    return false;
}

static enum error put_value(struct fault *fault, int index, const char *word)
{
    const struct fault_about *about = &fault_about[fault->kind];
    const struct fault_parameter *parameter = &about->parameters[index];
    double amount = 0;
    if (!take_amount(word, parameter->unit, &amount) ||
        amount < (double)parameter->least || amount > (double)parameter->most ||
        amount != (double)(int64_t)amount)
        return explain(ERROR_USAGE, FAULT_VALUE_BAD, about->slug,
                       parameter->name, (long long)parameter->least,
                       (long long)parameter->most, parameter->unit, word);
    fault->values[index] = (int64_t)amount;
    return ERROR_OK;
}

static enum error put_named(struct fault *fault, const char *word,
                            const char *equals)
{
    const struct fault_about *about = &fault_about[fault->kind];
    size_t length = (size_t)(equals - word);
    char text[160];
    for (int i = 0; i < FAULT_VALUES && about->parameters[i].name; i++) {
        const char *name = about->parameters[i].name;
        if (strlen(name) == length && strncmp(name, word, length) == 0)
            return put_value(fault, i, equals + 1);
    }
    return explain(ERROR_USAGE, FAULT_VALUE_UNKNOWN, about->slug, word,
                   written(about, text));
}

static enum error put_percentage(struct fault *fault, const char *word)
{
    double amount = 0;
    if (!take_amount(word, "percent", &amount) || amount < 0.01 || amount > 100)
        return explain(ERROR_USAGE, FAULT_PERCENT_BAD, word);
    fault->percentage = (int)(amount * 100 + 0.5);
    return ERROR_OK;
}

static bool is_percentage(const struct fault *fault, const char *word)
{
    const char *unit = fault_about[fault->kind].parameters[0].unit;
    size_t length = strlen(word);
    return length > 1 && word[length - 1] == '%' &&
           !(unit && strcmp(unit, "percent") == 0);
}

enum error fault_words_read(const struct args *args, size_t first,
                            struct fault *out)
{
    const struct fault_about *about = &fault_about[out->kind];
    enum error error = ERROR_OK;
    char text[160];
    int next = 0;
    for (size_t i = first; i < args->count && !error; i++) {
        const char *word = args->words[i], *equals = strchr(word, '=');
        if (strcmp(word, "for") == 0) {
            if (++i == args->count)
                return explain(ERROR_USAGE, FAULT_FOR_WHAT);
            error = args_duration(args->words[i], &out->duration_ms);
        } else if (is_percentage(out, word)) {
            error = put_percentage(out, word);
        } else if (equals) {
            error = put_named(out, word, equals);
        } else if (next < FAULT_VALUES && about->parameters[next].name) {
            error = put_value(out, next++, word);
        } else {
            error = explain(ERROR_USAGE, FAULT_VALUES_MANY, word, about->slug,
                            written(about, text));
        }
    }
    return error;
}

bool fault_words_direction(const char *word, struct fault *out)
{
    for (int i = FAULT_BOTH; i <= FAULT_FROM; i++)
        if (strcmp(fault_direction_slug((enum fault_direction)i), word) == 0) {
            out->direction = (enum fault_direction)i;
            return true;
        }
    return false;
}

const char *fault_words_time(struct session *session, int64_t ms)
{
    const char *text =
        ms >= 10000
            ? arena_format(&session->arena, "%" PRId64 "s", (ms + 999) / 1000)
            : arena_format(&session->arena, "%" PRId64 "ms", ms);
    return text ? text : "";
}

void fault_words_json(struct json_writer *json, const char *title,
                      const Faults__Fault *fault)
{
    json_object_open(json);
    json_key_text(json, "target", title);
    json_key_int(json, "id", fault->id);
    json_key_text(json, "kind", fault->kind);
    json_key_text(json, "family", fault->family);
    json_key(json, "values");
    json_object_open(json);
    for (size_t i = 0; i < fault->n_values; i++)
        json_key_int(json, fault->values[i]->name, fault->values[i]->value);
    json_object_close(json);
    json_key_int(json, "percentage_hundredths", fault->percentage);
    json_key_text(json, "direction", fault->direction);
    json_key_int(json, "duration_ms", fault->duration_ms);
    json_key_int(json, "left_ms", fault->left_ms);
    json_key_int(json, "seed", (int64_t)fault->seed);
    json_key_int(json, "customer", fault->customer);
    json_key_text(json, "sku", fault->sku);
    json_key_text(json, "method", fault->method);
    json_key_text(json, "from", fault->caller);
    json_key_int(json, "events", fault->events);
    json_key_int(json, "struck", fault->struck);
    json_object_close(json);
}

/* ---- help ---- */

static const char *family_title(int family, bool korean)
{
    static const char *const titles[][2] = {
#define FAULT_TITLE(name, slug, en, ko) {en, ko},
        FAULT_FAMILIES(FAULT_TITLE)
#undef FAULT_TITLE
    };
    return titles[family][korean];
}

static void put_values(struct buffer *out, const struct fault_about *about)
{
    for (int i = 0; i < FAULT_VALUES && about->parameters[i].name; i++) {
        const struct fault_parameter *parameter = &about->parameters[i];
        buffer_format(out, "%s%s %s (%" PRId64 ")", i ? ", " : "",
                      parameter->name, parameter->unit, parameter->fallback);
    }
    buffer_byte(out, '\0');
}

void fault_words_list(struct session *session)
{
    struct screen *screen = &session->screen;
    bool korean = text_korean();
    screen_print(screen, "\n%s\n", text(TEXT_FAULT_KINDS));
    for (int family = 0; family < FAULT_FAMILY_COUNT; family++) {
        screen_print(screen, "\n%s\n", family_title(family, korean));
        for (int i = 0; i < FAULT_KIND_COUNT; i++) {
            const struct fault_about *about = &fault_about[i];
            struct buffer values;
            if ((int)about->family != family)
                continue;
            buffer_init(&values, 512);
            put_values(&values, about);
            screen_print(screen, "  %-12s %s\n               %s\n", about->slug,
                         values.data ? values.data : "",
                         korean ? about->korean : about->english);
            buffer_release(&values);
        }
    }
}

static void json_kind(struct json_writer *json, const struct fault_about *about)
{
    json_object_open(json);
    json_key_text(json, "kind", about->slug);
    json_key_text(json, "family", fault_family_slug(about->family));
    json_key_text(json, "help_en", about->english);
    json_key_text(json, "help_ko", about->korean);
    json_key(json, "values");
    json_array_open(json);
    for (int i = 0; i < FAULT_VALUES && about->parameters[i].name; i++) {
        json_object_open(json);
        json_key_text(json, "name", about->parameters[i].name);
        json_key_text(json, "unit", about->parameters[i].unit);
        json_key_int(json, "least", about->parameters[i].least);
        json_key_int(json, "most", about->parameters[i].most);
        json_key_int(json, "default", about->parameters[i].fallback);
        json_object_close(json);
    }
    json_array_close(json);
    json_object_close(json);
}

void fault_words_kinds(struct json_writer *json)
{
    json_key(json, "kinds");
    json_array_open(json);
    for (int i = 0; i < FAULT_KIND_COUNT; i++)
        json_kind(json, &fault_about[i]);
    json_array_close(json);
}
