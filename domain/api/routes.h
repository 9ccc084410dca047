/*
 * routes -- the shop's front door as a table: which path is which method.
 *
 * Use:       the monolith and the gateway give it to their host, the tutor
 *            reads from it what needs a token and a key.
 * Rules:     the routes of one path share their scope's family; an order that
 *            is not settled yet is 202, one that is confirmed 201, both with a
 *            Location.
 * Ownership: constant.
 * Source:    RFC 9110 for the statuses; chassis/rest.h for the meaning of the
 *            columns.
 */
#ifndef DOMAIN_API_ROUTES_H
#define DOMAIN_API_ROUTES_H

#include "chassis/rest.h"

extern const struct route_table shop_routes;

#endif
