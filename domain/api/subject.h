/*
 * subject -- which fields of the shop's messages say what the work is about.
 *
 * Use:       struct service.subject of every process that handles orders; so a
 *            trace can be found by its order.
 * Ownership: constants.
 */
#ifndef DOMAIN_API_SUBJECT_H
#define DOMAIN_API_SUBJECT_H

#include "chassis/message.h"

extern const struct subject shop_subject;

#endif
