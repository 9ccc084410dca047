/*
 * last_order -- the learner's last order on each shape, also for the next
 * command that is typed in another process.
 *
 * Use:       last_order_keep() when the shop has named an order;
 *            last_order_find() for a word that may be "last".
 * Ownership: STATE/last-orders is ours; it may be removed at any time.
 * Errors:    NOT_FOUND with a sentence when there is no last order, USAGE for
 *            a word that is no order's id. Keeping cannot fail: without a
 *            file the next process knows of none.
 * Blocking:  a small file.
 */
#ifndef TUTOR_LAST_ORDER_H
#define TUTOR_LAST_ORDER_H

#include "tutor/session.h"

void last_order_keep(const struct session *session);
/* `word` is an id, "last", or NULL, which means the same. */
enum error last_order_find(const struct session *session, enum shape shape,
                           const char *word, struct id *out);

#endif
