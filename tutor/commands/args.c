/*
 * args -- the words behind a command, told apart and checked.
 *
 * The problem: the same words come from a Unix shell (already split), from our
 * own prompt and from an experiment's file (one line each), and a learner who
 * mistypes should hear what was meant.
 *
 * The idea: splitting and parsing are two steps. Splitting knows quotes and
 * nothing else. Parsing knows the options of one command from a const table,
 * lets them stand anywhere, and keeps all other words in their order; `--` ends
 * the options. Numbers, rates and durations are read by strict functions that
 * refuse trailing letters: "10x" is a mistake, not a 10.
 */
#include "tutor/commands/args.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "tutor/commands/suggest.h"
#include "tutor/commands/text.h"

/* Copies one word without its quotes to `out`; gives where it ended, or NULL
 * when a quote was left open. */
static const char *take_word(const char *at, char *out)
{
    char quote = '\0';
    for (; *at && (quote || *at != ' '); at++) {
        bool opens = !quote && (*at == '\'' || *at == '"');
        if (opens) {
            quote = *at;
        } else if (quote && *at == quote) {
            quote = '\0';
        } else {
            if (*at == '\\' && quote != '\'' && at[1])
                at++;
            *out++ = *at;
        }
    }
    *out = '\0';
    return quote ? NULL : at;
}

enum error args_split(const char *line, struct arena *arena, char **words,
                      size_t max, size_t *count)
{
    size_t found = 0;
    for (;;) {
        line += strspn(line, " \t");
        if (!*line)
            break;
        if (found == max)
            return explain(ERROR_USAGE, TOO_MANY_WORDS, (int)max);
        words[found] = arena_alloc(arena, strlen(line) + 1);
        if (!words[found])
            return error_explain(ERROR_SYSTEM, "out of memory");
        line = take_word(line, words[found++]);
        if (!line)
            return explain(ERROR_USAGE, OPEN_QUOTE);
    }
    *count = found;
    return ERROR_OK;
}

static enum error unknown_option(const struct option_spec *specs,
                                 const char *name)
{
    struct suggest suggest;
    suggest_begin(&suggest, name);
    for (const struct option_spec *spec = specs; spec->name; spec++)
        suggest_try(&suggest, spec->name);
    if (suggest.best)
        return explain(ERROR_USAGE, OPTION_MEANT, name, suggest.best);
    return explain(ERROR_USAGE, OPTION_UNKNOWN, name);
}

/* Reads the option at words[*at]; moves *at on when its value stands apart. */
static enum error take_option(struct args *args,
                              const struct option_spec *specs,
                              char *const *words, size_t count, size_t *at)
{
    const char *name = words[*at] + 2;
    const char *equals = strchr(name, '=');
    size_t length = equals ? (size_t)(equals - name) : strlen(name);
    const struct option_spec *spec = specs;
    while (spec->name && (strlen(spec->name) != length ||
                          memcmp(spec->name, name, length) != 0))
        spec++;
    if (!spec->name)
        return unknown_option(specs, name);
    if (args->option_count == ARGS_OPTIONS)
        return explain(ERROR_USAGE, TOO_MANY_WORDS, ARGS_OPTIONS);
    if (!spec->value && equals)
        return explain(ERROR_USAGE, OPTION_NO_VALUE, spec->name);
    const char *value = equals ? equals + 1 : "";
    if (spec->value && !equals) {
        if (*at + 1 >= count)
            return explain(ERROR_USAGE, OPTION_NEEDS, spec->name, spec->value);
        value = words[++*at];
    }
    args->options[args->option_count].name = spec->name;
    args->options[args->option_count++].value = value;
    return ERROR_OK;
}

enum error args_parse(struct args *args, const struct option_spec *specs,
                      char *const *words, size_t count)
{
    bool options_over = false;
    *args = (struct args){0};
    for (size_t i = 0; i < count; i++) {
        if (!options_over && strcmp(words[i], "--") == 0) {
            options_over = true;
        } else if (!options_over && strncmp(words[i], "--", 2) == 0) {
            enum error error = take_option(args, specs, words, count, &i);
            if (error)
                return error;
        } else if (args->count == ARGS_WORDS) {
            return explain(ERROR_USAGE, TOO_MANY_WORDS, ARGS_WORDS);
        } else {
            args->words[args->count++] = words[i];
        }
    }
    return ERROR_OK;
}

const char *args_option(const struct args *args, const char *name, size_t n)
{
    for (size_t i = 0; i < args->option_count; i++)
        if (strcmp(args->options[i].name, name) == 0 && n-- == 0)
            return args->options[i].value;
    return NULL;
}

const char *args_word(const struct args *args, size_t n)
{
    return n < args->count ? args->words[n] : NULL;
}

enum error args_number(const char *text, const char *what, int64_t min,
                       int64_t max, int64_t *out)
{
    char *end = NULL;
    errno = 0;
    long long value = strtoll(text, &end, 10);
    bool plain = *text == '-' || (*text >= '0' && *text <= '9');
    if (!plain || end == text || *end || errno || value < min || value > max)
        return explain(ERROR_USAGE, NUMBER_BOUNDS, what, (long long)min,
                       (long long)max, text);
    *out = value;
    return ERROR_OK;
}

/* A decimal fraction over 0; `end` is what follows it. */
static bool take_decimal(const char *text, double *out, char **end)
{
    if (*text < '0' || *text > '9' || text[1] == 'x' || text[1] == 'X')
        return false;
    *out = strtod(text, end);
    return *end != text && isfinite(*out) && *out > 0;
}

enum error args_rate(const char *text, double *out)
{
    enum { MOST_A_SECOND = 100000 };
    double value = 0;
    char *end = NULL;
    bool good = take_decimal(text, &value, &end);
    if (!good || (*end && strcmp(end, "/s") != 0) || value > MOST_A_SECOND)
        return explain(ERROR_USAGE, BAD_RATE, text, MOST_A_SECOND);
    *out = value;
    return ERROR_OK;
}

enum error args_duration(const char *text, int64_t *out_ms)
{
    static const struct {
        const char *unit;
        double ms;
    } units[] = {{"ms", 1}, {"s", 1000}, {"m", 60000}};
    const double longest_ms = 60 * 60000.0;
    double value = 0;
    char *end = NULL;
    if (!take_decimal(text, &value, &end))
        return explain(ERROR_USAGE, BAD_DURATION, text);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        double ms = value * units[i].ms;
        if (strcmp(end, units[i].unit) != 0 || ms < 1 || ms > longest_ms)
            continue;
        *out_ms = (int64_t)ms;
        return ERROR_OK;
    }
    return explain(ERROR_USAGE, BAD_DURATION, text);
}
