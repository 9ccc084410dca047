/*
 * address -- where a peer listens: unix:PATH, tcp:HOST:PORT, dns:NAME:PORT.
 *
 * A service is told its peers in this one form and knows nothing else about
 * where they live, so that the same program runs on one machine over Unix
 * sockets and across machines over TCP.
 *
 * tcp: takes an IP address only. A name is a question to somebody else that
 * can fail, wait and change its answer; dns: says that this is wanted. An IPv6
 * address stands in brackets, as in a URL, because it has colons itself.
 */
#include "chassis/address.h"

#include <arpa/inet.h>
#include <assert.h>
#include <stdio.h>
#include <string.h>

/* Decimal digits only, 0 to 65535. */
static bool read_port(const char *text, uint16_t *out)
{
    unsigned long port = 0;
    size_t digits = strspn(text, "0123456789");
    if (digits == 0 || digits > 5 || text[digits] != '\0')
        return false;
    for (size_t i = 0; i < digits; i++)
        port = port * 10 + (unsigned long)(text[i] - '0');
    if (port > UINT16_MAX)
        return false;
    *out = (uint16_t)port;
    return true;
}

static bool is_ip(const char *host)
{
    unsigned char bytes[sizeof(struct in6_addr)];
    return inet_pton(AF_INET, host, bytes) == 1 ||
           inet_pton(AF_INET6, host, bytes) == 1;
}

/* Letters, digits, dots, dashes and underscores: a name of a host. */
static bool is_name(const char *host)
{
    static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789-._";
    return host[0] && host[0] != '-' && host[strspn(host, allowed)] == '\0';
}

/* "HOST:PORT" or "[HOST]:PORT", cut at the last colon. */
static enum error split_port(struct address *out, const char *text,
                             const char *rest)
{
    const char *colon = strrchr(rest, ':');
    if (!colon || !read_port(colon + 1, &out->port))
        return error_explain(ERROR_USAGE,
                             "the address \"%s\" has no port from 0 to 65535 "
                             "at its end",
                             text);
    size_t length = (size_t)(colon - rest);
    if (length >= 2 && rest[0] == '[' && rest[length - 1] == ']') {
        rest++;
        length -= 2;
    } else if (memchr(rest, ':', length)) {
        return error_explain(ERROR_USAGE,
                             "in \"%s\" the IPv6 address needs brackets, as "
                             "in tcp:[::1]:8080",
                             text);
    }
    if (length >= sizeof out->host)
        return error_explain(ERROR_USAGE,
                             "the host of \"%.60s...\" is over %zu bytes long",
                             text, sizeof out->host - 1);
    memcpy(out->host, rest, length);
    out->host[length] = '\0';
    return ERROR_OK;
}

static enum error parse_tcp(struct address *out, const char *text)
{
    enum error error = split_port(out, text, text + strlen("tcp:"));
    if (error)
        return error;
    if (!is_ip(out->host))
        return error_explain(ERROR_USAGE,
                             "\"%s\" in \"%s\" is not an IP address; write "
                             "dns:NAME:PORT for a name",
                             out->host, text);
    return ERROR_OK;
}

static enum error parse_dns(struct address *out, const char *text)
{
    enum error error = split_port(out, text, text + strlen("dns:"));
    if (error)
        return error;
    if (!is_name(out->host))
        return error_explain(ERROR_USAGE, "\"%s\" has no host name in it",
                             text);
    if (out->port == 0)
        return error_explain(ERROR_USAGE,
                             "\"%s\" needs a port: nobody can be reached at 0",
                             text);
    return ERROR_OK;
}

enum error address_unix(struct address *out, const char *path)
{
    assert(path);
    size_t length = strlen(path);
    if (length == 0)
        return error_explain(ERROR_USAGE, "a socket's path cannot be empty");
    if (length > LIMIT_SOCKET_PATH_BYTES)
        return error_explain(ERROR_USAGE,
                             "the socket path %.100s... has %zu bytes and %d "
                             "is the most the system takes; set CLEAVE_HOME "
                             "to a shorter directory",
                             path, length, LIMIT_SOCKET_PATH_BYTES);
    struct address made = {.kind = ADDRESS_UNIX};
    memcpy(made.host, path, length);
    *out = made;
    return ERROR_OK;
}

enum error address_parse(struct address *out, const char *text)
{
    assert(text);
    struct address made = {0};
    enum error error;
    if (strncmp(text, "unix:", 5) == 0)
        return address_unix(out, text + 5);
    if (strncmp(text, "tcp:", 4) == 0) {
        made.kind = ADDRESS_TCP;
        error = parse_tcp(&made, text);
    } else if (strncmp(text, "dns:", 4) == 0) {
        made.kind = ADDRESS_DNS;
        error = parse_dns(&made, text);
    } else {
        return error_explain(ERROR_USAGE,
                             "\"%s\" is not an address; write unix:PATH, "
                             "tcp:IP:PORT or dns:NAME:PORT",
                             text);
    }
    if (!error)
        *out = made;
    return error;
}

void address_format(const struct address *address, char *out, size_t bytes)
{
    bool brackets = strchr(address->host, ':') != NULL;
    if (address->kind == ADDRESS_UNIX)
        snprintf(out, bytes, "unix:%s", address->host);
    else
        snprintf(out, bytes, brackets ? "%s:[%s]:%u" : "%s:%s:%u",
                 address->kind == ADDRESS_TCP ? "tcp" : "dns", address->host,
                 (unsigned)address->port);
}
