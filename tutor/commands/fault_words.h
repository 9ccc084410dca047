/*
 * fault_words -- how a fault is written and shown.
 *
 * Use:       fault_words_read() on the words behind KIND; the printers for
 *            `fault`, `faults` and `help fault`.
 * Units:     words carry them ("200ms", "-1h", "64MiB", "10%"); without one, a
 *            number is in the parameter's own unit.
 * Errors:    USAGE with a sentence that shows how the kind is written.
 * Blocking:  never.
 */
#ifndef TUTOR_FAULT_WORDS_H
#define TUTOR_FAULT_WORDS_H

#include "chassis/contracts/fault.pb-c.h"
#include "chassis/fault.h"
#include "chassis/json.h"
#include "tutor/commands/args.h"
#include "tutor/session.h"

/* A kind by its name; what was probably meant is said. */
enum error fault_words_kind(const char *word, enum fault_kind *out);
/* Values, a percentage and `for DURATION`, from the first-th word on. */
enum error fault_words_read(const struct args *args, size_t first,
                            struct fault *out);
bool fault_words_direction(const char *word, struct fault *out);
/* "30s", "500ms" */
const char *fault_words_time(struct session *session, int64_t ms);
void fault_words_json(struct json_writer *json, const char *title,
                      const Faults__Fault *fault);
/* All kinds by family, for `help fault`. */
void fault_words_list(struct session *session);
/* The same as the member "kinds" of the command's help. */
void fault_words_kinds(struct json_writer *json);

#endif
