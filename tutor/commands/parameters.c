/*
 * parameters -- what a setting means, and the words around it, for learners.
 *
 * The problem: processes know names, numbers and English words; learners want
 * to know what a name means, in their language. The processes are not the
 * place for that: words for learners live with the tutor.
 *
 * The idea: tables of pairs (text_parameters.h). A setting is found by the
 * first and the last part of its name, because the part between is a peer. An
 * event is a shape with gaps (tutor/phrase.h), filled with the words of its
 * values. A sentence that no shape fits is shown as it came.
 */
#include "tutor/commands/parameters.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tutor/commands/text_parameters.h"
#include "tutor/phrase.h"

/* ---- the tables ---- */

static const struct parameter_text rows[] = {
#define ROW(family, name, english, korean) {family, name, {english, korean}},
    TEXT_PARAMETERS(ROW)
#undef ROW
};

static const struct choice {
    const char *family, *name;
    int64_t value;
    const char *word;
} choices[] = {
#define CHOICE(family, name, value, word) {family, name, value, word},
    TEXT_CHOICES(CHOICE)
#undef CHOICE
};

static const struct pair {
    const char *english, *korean;
} figures[] =
    {
#define PAIR(english, korean) {english, korean},
        TEXT_FIGURES(PAIR)
#undef PAIR
},
  events[] = {
#define PAIR(english, korean) {english, korean},
      TEXT_EVENTS(PAIR)
#undef PAIR
};

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* ---- settings ---- */

/* "FAMILY.ANYTHING.NAME" or "FAMILY.NAME". */
static bool is_of(const char *setting, const char *family, const char *name)
{
    size_t length = strlen(family);
    const char *last = strrchr(setting, '.');
    return last && strncmp(setting, family, length) == 0 &&
           setting[length] == '.' &&
           (strcmp(name, "*") == 0 || strcmp(last + 1, name) == 0);
}

const struct parameter_text *parameter_row(size_t index)
{
    return index < COUNT(rows) ? &rows[index] : NULL;
}

const struct parameter_text *parameter_of(const char *setting)
{
    for (size_t i = 0; i < COUNT(rows); i++)
        if (is_of(setting, rows[i].family, rows[i].name))
            return &rows[i];
    return NULL;
}

const char *parameter_word(const char *setting, int64_t value)
{
    for (size_t i = 0; i < COUNT(choices); i++)
        if (choices[i].value == value &&
            is_of(setting, choices[i].family, choices[i].name))
            return choices[i].word;
    return NULL;
}

bool parameter_number(const char *setting, const char *word, int64_t *out)
{
    for (size_t i = 0; i < COUNT(choices); i++)
        if (strcmp(choices[i].word, word) == 0 &&
            is_of(setting, choices[i].family, choices[i].name)) {
            *out = choices[i].value;
            return true;
        }
    return false;
}

const char *parameter_choice(const struct parameter_text *row, size_t choice)
{
    for (size_t i = 0; i < COUNT(choices); i++)
        if (strcmp(choices[i].family, row->family) == 0 &&
            strcmp(choices[i].name, row->name) == 0 && choice-- == 0)
            return choices[i].word;
    return NULL;
}

/* ---- words ---- */

const char *figure_word(const char *english, bool korean)
{
    for (size_t i = 0; korean && i < COUNT(figures); i++)
        if (strcmp(figures[i].english, english) == 0)
            return figures[i].korean;
    return english;
}

void unit_word(const char *unit, bool korean, char *out, size_t size)
{
    char plain[64];
    snprintf(plain, sizeof plain, "%.*s", (int)strcspn(unit, ","), unit);
    snprintf(out, size, "%s", figure_word(plain, korean));
}

/* ---- events ---- */

enum { EVENT_BYTES = 1024 };

struct telling {
    const char *name; /* of the setting or gauge */
    bool korean;
};

/* A number that was set is told by its word where it is a choice. */
static void tell_value(void *arg, struct phrase_gap gap, struct buffer *out)
{
    const struct telling *telling = arg;
    char piece[192], *end = NULL;
    snprintf(piece, sizeof piece, "%.*s", (int)gap.length, gap.text);
    long long value = strtoll(piece, &end, 10);
    const char *word = end > piece && *end == '\0'
                           ? parameter_word(telling->name, value)
                           : NULL;
    buffer_text(out, word ? word : figure_word(piece, telling->korean));
}

void event_sentence(const char *name, const char *english, bool korean,
                    char *out, size_t size)
{
    struct phrase_gap gaps[PHRASE_GAPS];
    struct telling telling = {name, korean};
    struct buffer told;
    snprintf(out, size, "%s", english);
    for (size_t i = 0; i < COUNT(events); i++) {
        if (!phrase_fits(events[i].english, english, gaps))
            continue;
        buffer_init(&told, EVENT_BYTES);
        phrase_fill(korean ? events[i].korean : events[i].english, gaps,
                    tell_value, &telling, &told);
        if (!buffer_error(&told))
            snprintf(out, size, "%.*s", (int)told.length, told.data);
        buffer_release(&told);
        return;
    }
}
