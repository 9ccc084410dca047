/*
 * lab_scan -- the words of a formula, one after another.
 *
 * Two things are unusual here. A hyphen belongs to a name when a letter or a
 * digit follows it ("before-kill"), so a minus stands between spaces; and a
 * point ends a number when a second one follows ("2s..5s"). Units are folded
 * into the number at once: nothing behind this file knows of seconds.
 */
#include "tutor/lab/lab_scan.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "tutor/commands/text.h"

enum { LONGEST_NUMBER = 24 };

void lab_scan_init(struct lab_scan *scan, const char *text, struct arena *arena)
{
    *scan = (struct lab_scan){.at = text, .arena = arena, .start = text};
}

bool lab_scan_is(const struct lab_scan *scan, const char *text)
{
    return (scan->token == LAB_T_NAME || scan->token == LAB_T_SIGN) &&
           strcmp(scan->text, text) == 0;
}

static bool letter(char c)
{
    return isalpha((unsigned char)c) || c == '_';
}

static bool letter_or_digit(char c)
{
    return letter(c) || isdigit((unsigned char)c);
}

static enum error take(struct lab_scan *scan, enum lab_token token,
                       const char *from, size_t length, const char *next)
{
    scan->text = arena_copy(scan->arena, from, length);
    if (!scan->text)
        return error_explain(ERROR_SYSTEM, "out of memory");
    scan->token = token;
    scan->at = next;
    return ERROR_OK;
}

static enum error take_name(struct lab_scan *scan)
{
    const char *end = scan->at;
    while (letter_or_digit(*end) || (*end == '-' && letter_or_digit(end[1])))
        end++;
    if (*end == '%')
        end++;
    return take(scan, LAB_T_NAME, scan->at, (size_t)(end - scan->at), end);
}

static enum error take_string(struct lab_scan *scan)
{
    const char *end = strchr(scan->at + 1, '"');
    if (!end)
        return explain(ERROR_UNPROCESSABLE, LAB_OPEN_TEXT);
    return take(scan, LAB_T_STRING, scan->at + 1, (size_t)(end - scan->at - 1),
                end + 1);
}

static double unit_of(const char *unit, size_t length)
{
    static const struct {
        const char *name;
        double factor;
    } units[] = {{"", 1}, {"ms", 1}, {"s", 1000}, {"us", 0.001}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strlen(units[i].name) == length &&
            strncmp(units[i].name, unit, length) == 0)
            return units[i].factor;
    return 0;
}

static enum error take_number(struct lab_scan *scan)
{
    char digits[LONGEST_NUMBER];
    size_t length = 0;
    const char *end = scan->at;
    bool point = false;
    while (isdigit((unsigned char)*end) ||
           (*end == '.' && !point && isdigit((unsigned char)end[1]))) {
        point |= *end == '.';
        if (length + 1 < sizeof digits)
            digits[length++] = *end;
        end++;
    }
    digits[length] = '\0';
    const char *unit = end;
    while (letter(*end))
        end++;
    double factor = unit_of(unit, (size_t)(end - unit));
    scan->percent = end == unit && *end == '%';
    if (factor == 0 || end - scan->at >= LONGEST_NUMBER)
        return explain(ERROR_UNPROCESSABLE, LAB_BAD_NUMBER,
                       (int)(end - scan->at < 40 ? end - scan->at : 40),
                       scan->at);
    scan->number = strtod(digits, NULL) * factor;
    scan->token = LAB_T_NUMBER;
    scan->at = end + scan->percent;
    return ERROR_OK;
}

static enum error take_sign(struct lab_scan *scan)
{
    static const char *const signs[] = {
        "..", ">=", "<=", "==", "!=", "+-", "±", "+", "-", "*", "/",
        "(",  ")",  ">",  "<",  ".",  "[",  "]", "=", "~", ","};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        size_t length = strlen(signs[i]);
        if (strncmp(scan->at, signs[i], length) != 0)
            continue;
        return take(scan, LAB_T_SIGN, scan->at, length, scan->at + length);
    }
    return explain(ERROR_UNPROCESSABLE, LAB_BAD_SIGN, scan->at);
}

enum error lab_scan_next(struct lab_scan *scan)
{
    scan->percent = false;
    while (*scan->at == ' ' || *scan->at == '\t')
        scan->at++;
    scan->start = scan->at;
    if (*scan->at == '\0') {
        scan->token = LAB_T_END;
        scan->text = "";
        return ERROR_OK;
    }
    if (letter(*scan->at))
        return take_name(scan);
    if (isdigit((unsigned char)*scan->at))
        return take_number(scan);
    return *scan->at == '"' ? take_string(scan) : take_sign(scan);
}
