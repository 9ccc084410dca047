/*
 * Tokens that nobody here gave away.
 *
 * The attack: a bearer of a forged token asks for the orders of the manager's
 * shop. The forger knows everything but the secret; in the last group also
 * the secret ($CLEAVE_HOME tells it), but not what a token must say.
 *
 * What holds: 401 with a challenge, whatever is wrong.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/digest.h"
#include "tests/hostile/suites.h"

static const char header_hs256[] = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";
static const char claims_manager[] =
    "{\"iss\":\"cleave\",\"aud\":\"shop\",\"sub\":\"100\",\"scope\":"
    "\"orders:read orders:write admin\",\"iat\":1,\"exp\":4102444800}";

/* ---- making tokens ---- */

static const char *base64url(struct stage *stage, const void *bytes,
                             size_t length)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "abcdefghijklmnopqrstuvwxyz0123456789-_";
    const unsigned char *from = bytes;
    char *out = arena_alloc(&stage->arena, length * 2 + 4);
    size_t used = 0;
    unsigned pending = 0;
    int bits = 0;

    for (size_t i = 0; i < length; i++) {
        pending = (pending << 8 | from[i]) & 0xffff;
        for (bits += 8; bits >= 6; bits -= 6)
            out[used++] = letters[pending >> (bits - 6) & 63];
    }
    if (bits > 0)
        out[used++] = letters[pending << (6 - bits) & 63];
    return out;
}

static const char *unsigned_token(struct stage *stage, const char *header,
                                  const char *claims)
{
    return arena_format(&stage->arena, "%s.%s",
                        base64url(stage, header, strlen(header)),
                        base64url(stage, claims, strlen(claims)));
}

static const char *signed_token(struct stage *stage, const char *header,
                                const char *claims, const void *secret,
                                size_t secret_bytes)
{
    const char *text = unsigned_token(stage, header, claims);
    unsigned char mac[DIGEST_BYTES];

    digest_hmac(secret, secret_bytes, text, strlen(text), mac);
    return arena_format(&stage->arena, "%s.%s", text,
                        base64url(stage, mac, sizeof(mac)));
}

static void opens_nothing(struct stage *stage, const char *authorization)
{
    stage_refuses(stage,
                  slice_of(arena_format(&stage->arena,
                                        "GET /api/orders HTTP/1.1\r\n"
                                        "Host: a\r\n%s\r\n\r\n",
                                        authorization)),
                  401, "");
}

static void token_opens_nothing(struct stage *stage, const char *token)
{
    opens_nothing(
        stage, arena_format(&stage->arena, "Authorization: Bearer %s", token));
}

/* ---- without the secret ---- */

static void headers_that_name_another_algorithm_open_nothing(void **state)
{
    static const char *const all[] = {
        "{\"alg\":\"none\"}",
        "{\"alg\":\"None\"}",
        "{\"alg\":\"nOnE\"}",
        "{\"alg\":\"\"}",
        "{}",
        "{\"alg\":null}",
        "{\"alg\":[\"HS256\"]}",
        "{\"alg\":\"RS256\",\"typ\":\"JWT\"}",
        "{\"alg\":\"ES256\",\"typ\":\"JWT\"}",
        "{\"alg\":\"HS384\",\"typ\":\"JWT\"}",
        "{\"alg\":\"hs256\",\"typ\":\"JWT\"}",
        "{\"alg\":\"HS256\",\"alg\":\"none\"}",
        "{\"alg\":\"HS256\\u0000\"}",
        "{\"alg\":\"HS256\",\"crit\":[\"exp\"]}",
        "{\"alg\":\"HS256\",\"kid\":\"../../../../dev/null\"}",
        "{\"alg\":\"HS256\",\"kid\":\"x' UNION SELECT 'secret\"}",
        "{\"alg\":\"HS256\",\"jku\":\"http://127.0.0.1:1/keys\"}",
        "not json",
    };
    struct stage *stage = *state;

    for (size_t i = 0; i < COUNT(all); i++) {
        const char *text = unsigned_token(stage, all[i], claims_manager);

        token_opens_nothing(stage, text);
        token_opens_nothing(stage, arena_format(&stage->arena, "%s.", text));
        token_opens_nothing(stage, arena_format(&stage->arena, "%s.AA", text));
        token_opens_nothing(stage,
                            signed_token(stage, all[i], claims_manager, "", 0));
    }
}

static void guessed_secrets_open_nothing(void **state)
{
    static const char zeros[32];
    struct stage *stage = *state;

    token_opens_nothing(
        stage, signed_token(stage, header_hs256, claims_manager, zeros, 32));
    token_opens_nothing(
        stage, signed_token(stage, header_hs256, claims_manager, "secret", 6));
}

static void tokens_of_another_shape_open_nothing(void **state)
{
    struct stage *stage = *state;
    struct arena *arena = &stage->arena;
    const char *good = stage->token;
    const char *dot = strrchr(good, '.');
    char *megabyte = arena_alloc(arena, 1024 * 1024 + 1);

    token_opens_nothing(stage, arena_format(arena, "%s.AAAA", good));
    token_opens_nothing(stage, arena_format(arena, "%s=", good));
    token_opens_nothing(stage, arena_format(arena, "%s.", good));
    token_opens_nothing(stage, arena_format(arena, ".%s", good));
    token_opens_nothing(stage,
                        arena_format(arena, "%.*s", (int)(dot - good), good));
    token_opens_nothing(stage,
                        arena_format(arena, "%.*s.", (int)(dot - good), good));
    token_opens_nothing(stage, arena_format(arena, "%s %s", good, good));
    token_opens_nothing(stage, "");
    token_opens_nothing(stage, "...");
    token_opens_nothing(stage, "a.b.c");
    token_opens_nothing(stage, "\xc3\xa9.\xc3\xa9.\xc3\xa9");
    opens_nothing(stage, "Authorization:");
    opens_nothing(stage, "Authorization: Bearer");
    opens_nothing(stage, arena_format(arena, "Authorization: %s", good));
    opens_nothing(stage, arena_format(arena, "Authorization: Basic %s", good));
    opens_nothing(stage, "X-User: 100\r\nX-Scope: admin");
    memset(megabyte, 'A', 8000);
    token_opens_nothing(stage, megabyte);
    memset(megabyte, 'A', 1024 * 1024);
    stage_refuses_for_good(
        stage,
        slice_of(arena_format(arena,
                              "GET /api/orders HTTP/1.1\r\nHost: a\r\n"
                              "Authorization: Bearer %s\r\n\r\n",
                              megabyte)),
        431, "16384");
}

/* The last letter of a signature of 32 bytes carries two bits too many. */
static void every_letter_of_a_signature_counts(void **state)
{
    struct stage *stage = *state;
    size_t length = strlen(stage->token);

    for (size_t i = 0; i < length; i++) {
        char *bent = arena_string(&stage->arena, stage->token);

        bent[i] = bent[i] == 'A' ? 'Q' : 'A';
        if (strcmp(bent, stage->token) != 0)
            token_opens_nothing(stage, bent);
    }
}

static void two_tokens_open_nothing(void **state)
{
    struct stage *stage = *state;

    stage_refuses(
        stage,
        slice_of(arena_format(&stage->arena,
                              "GET /api/orders HTTP/1.1\r\nHost: a\r\n"
                              "Authorization: Bearer %s\r\n"
                              "Authorization: Bearer %s\r\n\r\n",
                              stage->token, stage->manager)),
        400, "uthorization");
}

/* What stands behind a body is too late to be believed. */
static void a_token_in_the_trailers_opens_nothing(void **state)
{
    struct stage *stage = *state;

    stage_refuses(
        stage,
        slice_of(arena_format(
            &stage->arena,
            "POST /api/orders HTTP/1.1\r\nHost: a\r\n"
            "Content-Type: application/json\r\nIdempotency-Key: trailer\r\n"
            "Transfer-Encoding: chunked\r\n\r\n37\r\n"
            "{\"customer_id\":63,\"lines\":[{\"sku\":\"MUG\","
            "\"quantity\":1}]}\r\n0\r\nAuthorization: Bearer %s\r\n\r\n",
            stage->token)),
        401, "");
}

/* ---- with the secret ---- */

static bool read_secret(unsigned char out[32])
{
    char path[512];
    size_t bytes;
    FILE *file;

    if (!getenv("CLEAVE_HOME"))
        return false;
    snprintf(path, sizeof(path), "%s/state/secret", getenv("CLEAVE_HOME"));
    file = fopen(path, "rb");
    bytes = file ? fread(out, 1, 32, file) : 0;
    if (file)
        fclose(file);
    return bytes == 32;
}

#define WHO "\"iss\":\"cleave\",\"aud\":\"shop\",\"sub\":\"100\""
#define MAY "\"scope\":\"orders:read orders:write admin\""

static void well_signed_claims_that_are_wrong_open_nothing(void **state)
{
    static const char *const all[] = {
        "{" WHO "," MAY ",\"exp\":1000000000}",
        "{" WHO "," MAY "}",
        "{" WHO "," MAY ",\"exp\":\"4102444800\"}",
        "{" WHO "," MAY ",\"exp\":4102444800.5}",
        "{" WHO "," MAY ",\"exp\":-1}",
        "{" WHO "," MAY ",\"exp\":null}",
        "{" WHO "," MAY ",\"exp\":9223372036854775807}",
        "{" WHO "," MAY ",\"exp\":1e400}",
        "{" WHO "," MAY ",\"exp\":4102444800,\"nbf\":4102444799}",
        "{" WHO "," MAY ",\"exp\":4102444800,\"exp\":4102444801}",
        "{\"iss\":\"cleave\",\"aud\":[\"shop\"],\"sub\":\"100\"," MAY
        ",\"exp\":4102444800}",
        "{\"iss\":\"cleave\",\"aud\":\"bank\",\"sub\":\"100\"," MAY
        ",\"exp\":4102444800}",
        "{\"iss\":\"other\",\"aud\":\"shop\",\"sub\":\"100\"," MAY
        ",\"exp\":4102444800}",
        "{\"iss\":\"cleave\",\"aud\":\"shop\",\"sub\":100," MAY
        ",\"exp\":4102444800}",
        "{\"iss\":\"cleave\",\"aud\":\"shop\",\"sub\":\"-100\"," MAY
        ",\"exp\":4102444800}",
        "{\"iss\":\"cleave\",\"aud\":\"shop\",\"sub\":\"1e2\"," MAY
        ",\"exp\":4102444800}",
        "{" WHO ",\"exp\":4102444800}",
        "{" WHO ",\"scope\":[\"admin\"],\"exp\":4102444800}",
        "[]",
        "4102444800",
        "{",
    };
    struct stage *stage = *state;
    unsigned char secret[32];

    if (!read_secret(secret))
        skip();
    for (size_t i = 0; i < COUNT(all); i++)
        token_opens_nothing(stage, signed_token(stage, header_hs256, all[i],
                                                secret, sizeof(secret)));
}

/* That the forger's hand is good: else the test above could not fail. */
static void the_same_hand_opens_with_right_claims(void **state)
{
    struct stage *stage = *state;
    unsigned char secret[32];
    struct answer answer;
    struct wire wire;
    const char *request;

    if (!read_secret(secret))
        skip();
    request = arena_format(&stage->arena,
                           "GET /api/orders HTTP/1.1\r\nHost: a\r\n"
                           "Authorization: Bearer %s\r\n\r\n",
                           signed_token(stage, header_hs256, claims_manager,
                                        secret, sizeof(secret)));
    wire_open(&wire, stage->door);
    assert_true(wire_send(&wire, request, strlen(request)));
    assert_true(wire_answer(&wire, &answer));
    assert_int_equal(answer.status, 200);
    wire_close(&wire);
}

static const struct CMUnitTest tests[] = {
    ATTACK(headers_that_name_another_algorithm_open_nothing),
    ATTACK(guessed_secrets_open_nothing),
    ATTACK(tokens_of_another_shape_open_nothing),
    ATTACK(every_letter_of_a_signature_counts),
    ATTACK(two_tokens_open_nothing),
    ATTACK(a_token_in_the_trailers_opens_nothing),
    ATTACK(well_signed_claims_that_are_wrong_open_nothing),
    ATTACK(the_same_hand_opens_with_right_claims),
};

const struct suite suite_forged = SUITE("forged tokens", tests);
