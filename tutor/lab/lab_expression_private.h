/*
 * lab_expression_private -- what the two files of the formula parser share.
 *
 * Use:       lab_expression.c binds values together, lab_terms.c reads them.
 * Ownership: the parse is a plain value of lab_expression.c's.
 * Errors:    UNPROCESSABLE, explained.
 * Blocking:  never.
 */
#ifndef TUTOR_LAB_EXPRESSION_PRIVATE_H
#define TUTOR_LAB_EXPRESSION_PRIVATE_H

#include "tutor/lab/lab_expression.h"
#include "tutor/lab/lab_scan.h"

struct lab_parse {
    struct lab_scan scan;
    struct arena *arena;
    int depth, nodes;
};

enum error lab_parse_next(struct lab_parse *parse);
bool lab_parse_is(const struct lab_parse *parse, const char *text);
/* What was found where something else must stand. */
enum error lab_parse_unexpected(const struct lab_parse *parse,
                                const char *wanted);
/* That sign or word, and on to the next. */
enum error lab_parse_need(struct lab_parse *parse, const char *text);
/* A value that begins with a name. */
enum error lab_parse_word(struct lab_parse *parse, struct lab_expression *out);

#endif
