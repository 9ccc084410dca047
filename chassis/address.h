/*
 * address -- where a peer listens: unix:PATH, tcp:HOST:PORT, dns:NAME:PORT.
 *
 * Use:       address_parse() on configuration, address_format() for people.
 * Ownership: a plain value.
 * Errors:    explains what was wrong with the text, among them a socket path
 *            over LIMIT_SOCKET_PATH_BYTES.
 */
#ifndef CHASSIS_ADDRESS_H
#define CHASSIS_ADDRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "chassis/error.h"
#include "chassis/limits.h"

enum address_kind { ADDRESS_UNIX, ADDRESS_TCP, ADDRESS_DNS };

struct address {
    enum address_kind kind;
    char host[256]; /* path, IP address or name */
    uint16_t port;  /* 0 for unix; 0 for tcp means "any free one" */
};

enum error address_parse(struct address *out, const char *text);
enum error address_unix(struct address *out, const char *path);
void address_format(const struct address *address, char *out, size_t bytes);

#endif
