/*
 * identity -- a name, and a digest that only the shop could have made.
 *
 * The problem: a sidecar that lets only `orders` call `payments` has to know
 * who is calling. A Unix socket tells the user and the process id of the peer;
 * but all processes of a shop belong to one user, and a process id may be
 * taken again by another program between asking and acting.
 *
 * The idea: whoever starts a process vouches for it. The supervisor signs the
 * name once, at the start, and the process shows the signature with each call.
 *
 * The invariant: there is one text for each name and instance. The number has
 * no sign and no leading zeros, the digest is lower-case hex, so that no two
 * texts mean the same and a text can be compared as bytes.
 */
#include "chassis/identity.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HEX_BYTES = 2 * DIGEST_BYTES, INSTANCE_DIGITS = 9 };

static const char words[] = "cleave-identity ";

static void sign(const unsigned char *secret, const char *name,
                 unsigned char out[DIGEST_BYTES])
{
    char signed_text[sizeof words + IDENTITY_TEXT_BYTES];
    int length = snprintf(signed_text, sizeof signed_text, "%s%s", words, name);
    assert(length > 0 && (size_t)length < sizeof signed_text);
    digest_hmac(secret, IDENTITY_SECRET_BYTES, signed_text, (size_t)length,
                out);
}

void identity_make(const unsigned char secret[IDENTITY_SECRET_BYTES],
                   const char *service, int instance,
                   char out[IDENTITY_TEXT_BYTES])
{
    unsigned char digest[DIGEST_BYTES];
    assert(service[0] && strlen(service) < LIMIT_NAME_BYTES && instance >= 0);
    int length = snprintf(out, IDENTITY_TEXT_BYTES, "%s.%d", service, instance);
    assert(length > 0 && length + 1 + HEX_BYTES < IDENTITY_TEXT_BYTES);
    sign(secret, out, digest);
    out[length++] = '.';
    for (size_t i = 0; i < DIGEST_BYTES; i++, length += 2)
        snprintf(out + length, 3, "%02x", digest[i]);
}

/* ---- reading ---- */

static size_t name_length(struct slice text)
{
    size_t i = 0;
    while (i < text.length && ((text.data[i] >= 'a' && text.data[i] <= 'z') ||
                               (text.data[i] >= '0' && text.data[i] <= '9') ||
                               text.data[i] == '-' || text.data[i] == '_'))
        i++;
    return i;
}

static int hex_value(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
                                  : -1;
}

static bool read_digest(const char *hex, unsigned char out[DIGEST_BYTES])
{
    for (size_t i = 0; i < DIGEST_BYTES; i++) {
        int high = hex_value(hex[2 * i]), low = hex_value(hex[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        out[i] = (unsigned char)(high << 4 | low);
    }
    return true;
}

/* The number between two dots, plainly written. */
static bool read_instance(struct slice digits, int *out)
{
    int number = 0;
    if (digits.length == 0 || digits.length > INSTANCE_DIGITS ||
        (digits.data[0] == '0' && digits.length > 1))
        return false;
    for (size_t i = 0; i < digits.length; i++) {
        if (digits.data[i] < '0' || digits.data[i] > '9')
            return false;
        number = number * 10 + (digits.data[i] - '0');
    }
    *out = number;
    return true;
}

static bool parse(struct slice text, struct identity *out,
                  unsigned char digest[DIGEST_BYTES])
{
    size_t name = name_length(text);
    if (name == 0 || name >= LIMIT_NAME_BYTES ||
        text.length >= IDENTITY_TEXT_BYTES ||
        text.length < name + 1 + 1 + 1 + HEX_BYTES || text.data[name] != '.')
        return false;
    size_t dot = text.length - HEX_BYTES - 1;
    struct slice digits = {text.data + name + 1, dot - name - 1};
    if (text.data[dot] != '.' || !read_instance(digits, &out->instance) ||
        !read_digest(text.data + dot + 1, digest))
        return false;
    memcpy(out->service, text.data, name);
    out->service[name] = '\0';
    return true;
}

enum error identity_check(const unsigned char secret[IDENTITY_SECRET_BYTES],
                          struct slice text, struct identity *out)
{
    struct identity found = {.service = ""};
    unsigned char shown[DIGEST_BYTES], wanted[DIGEST_BYTES];
    char name[LIMIT_NAME_BYTES + 11];
    if (text.length == 0) {
        *out = found;
        return ERROR_OK;
    }
    if (!parse(text, &found, shown))
        return error_explain(ERROR_FORBIDDEN,
                             "the identity that was shown does not have the "
                             "form service.instance.signature");
    snprintf(name, sizeof name, "%s.%d", found.service, found.instance);
    sign(secret, name, wanted);
    if (!digest_equal(shown, wanted))
        return error_explain(ERROR_FORBIDDEN,
                             "the caller says that it is %s, but its signature "
                             "is not this shop's",
                             name);
    *out = found;
    return ERROR_OK;
}

void identity_own(char out[IDENTITY_TEXT_BYTES])
{
    struct identity ignored;
    unsigned char digest[DIGEST_BYTES];
    const char *text = getenv(IDENTITY_VARIABLE);
    out[0] = '\0';
    if (text && parse(slice_of(text), &ignored, digest))
        snprintf(out, IDENTITY_TEXT_BYTES, "%s", text);
}
