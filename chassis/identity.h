/*
 * identity -- which service a process is, in words that others can check.
 *
 * Use:       the supervisor makes a text for each process that it starts and
 *            puts it into that process's environment, CLEAVE_IDENTITY; every
 *            gRPC channel sends it as metadata "cleave-identity"; who cares
 *            (the registry, a sidecar's allow-list) asks identity_check().
 *            A process without one is nobody: "".
 * Form:      "orders.1.HEX": service, instance, and the HMAC-SHA256 over
 *            "cleave-identity orders.1" with the shop's secret
 *            (places_secret()). The words before it keep an identity from
 *            ever being a token, which is signed with the same secret.
 * Trust:     it tells processes of one shop apart, as far as each knows only
 *            its own text. It is no wall between programs of the same user,
 *            any of which may read the secret.
 * Ownership: plain values.
 * Errors:    identity_check() explains FORBIDDEN; the comparison takes as
 *            long for a wrong digest as for the right one.
 * Blocking:  never.
 * Source:    SPIFFE's idea of a workload identity, without its certificates.
 */
#ifndef CHASSIS_IDENTITY_H
#define CHASSIS_IDENTITY_H

#include "chassis/buffer.h"
#include "chassis/digest.h"
#include "chassis/error.h"
#include "chassis/limits.h"

#define IDENTITY_VARIABLE "CLEAVE_IDENTITY"
#define IDENTITY_METADATA "cleave-identity"

enum {
    /* name, '.', up to ten digits, '.', the digest in hex, NUL */
    IDENTITY_TEXT_BYTES = LIMIT_NAME_BYTES + 11 + 1 + 2 * DIGEST_BYTES + 1,
    IDENTITY_SECRET_BYTES = DIGEST_BYTES
};

struct identity {
    char service[LIMIT_NAME_BYTES]; /* "": nobody */
    int instance;
};

/* `service` is a name as in struct config; `instance` is not negative. */
void identity_make(const unsigned char secret[IDENTITY_SECRET_BYTES],
                   const char *service, int instance,
                   char out[IDENTITY_TEXT_BYTES]);

/* Empty text is OK and gives nobody; anything else must be one that
 * identity_make() made with this secret. */
enum error identity_check(const unsigned char secret[IDENTITY_SECRET_BYTES],
                          struct slice text, struct identity *out);

/* This process's own text from its environment; "" where there is none or it
 * does not have the form. */
void identity_own(char out[IDENTITY_TEXT_BYTES]);

#endif
