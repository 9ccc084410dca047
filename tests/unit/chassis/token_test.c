/*
 * token_test -- what is let in, and all the ways in which a token is wrong.
 *
 * The forged tokens are made here, with the right secret where only a claim is
 * to be wrong: a test with a bad signature would pass whatever we check.
 */
#include "chassis/token.h"

#include <stdio.h>
#include <string.h>

#include "chassis/digest.h"
#include "chassis/limits.h"
#include "tests/support/cmocka_all.h"

enum { HOUR_MS = 3600 * 1000 };
static const int64_t now_ms = 1769850307123;

#define HEADER "{\"alg\":\"HS256\",\"typ\":\"JWT\"}"
#define CLAIMS_BUT_EXP \
    "\"iss\":\"cleave\",\"aud\":\"shop\",\"sub\":\"7\",\"scope\":\"a b\""
#define EXP "\"exp\":1769853907"

static const struct token_keys keys = {.secret =
                                           "0123456789abcdef0123456789abcde",
                                       .issuer = "cleave",
                                       .audience = "shop"};
static const struct caller seven = {.subject = 7,
                                    .scope = "orders:read orders:write"};
static struct buffer token;

static int begin(void **state)
{
    (void)state;
    buffer_init(&token, 2 << 20);
    return 0;
}

static int end(void **state)
{
    (void)state;
    buffer_release(&token);
    return 0;
}

static struct slice whole(void)
{
    return (struct slice){token.data, token.length};
}

static enum error verify_at(int64_t wall_ms)
{
    struct caller out;
    return token_verify(&keys, whole(), wall_ms, &out);
}

static void is_refused(const char *because)
{
    assert_int_equal(verify_at(now_ms), ERROR_UNAUTHENTICATED);
    if (!strstr(error_detail(ERROR_UNAUTHENTICATED), because))
        fail_msg("%s", error_detail(ERROR_UNAUTHENTICATED));
}

static void issue(void)
{
    buffer_reset(&token);
    assert_int_equal(token_issue(&keys, &seven, now_ms, HOUR_MS, &token),
                     ERROR_OK);
}

static void append_base64url(const void *bytes, size_t length)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "abcdefghijklmnopqrstuvwxyz0123456789-_";
    const unsigned char *at = bytes;
    for (size_t i = 0; i < length * 8; i += 6) {
        unsigned value = 0;
        for (size_t bit = i; bit < i + 6; bit++) {
            unsigned set =
                bit < length * 8 ? at[bit / 8] >> (7 - bit % 8) & 1 : 0;
            value = value << 1 | set;
        }
        buffer_byte(&token, letters[value]);
    }
}

/* A token with our signature on whatever it says. */
static void sign(const char *header, const char *claims)
{
    unsigned char digest[DIGEST_BYTES];
    buffer_reset(&token);
    append_base64url(header, strlen(header));
    buffer_byte(&token, '.');
    append_base64url(claims, strlen(claims));
    digest_hmac(keys.secret, sizeof keys.secret, token.data, token.length,
                digest);
    buffer_byte(&token, '.');
    append_base64url(digest, sizeof digest);
}

static void what_was_issued_is_let_in(void **state)
{
    (void)state;
    struct caller out = {0};
    issue();
    assert_int_equal(token_verify(&keys, whole(), now_ms, &out), ERROR_OK);
    assert_int_equal(out.subject, 7);
    assert_string_equal(out.scope, seven.scope);
    assert_int_equal(verify_at(now_ms + HOUR_MS - 1), ERROR_OK);
}

static void our_own_forgery_is_good_when_all_is_right(void **state)
{
    (void)state;
    sign(HEADER, "{" CLAIMS_BUT_EXP "," EXP "}");
    assert_int_equal(verify_at(now_ms), ERROR_OK);
}

static void an_expired_token_is_refused_also_from_the_cache(void **state)
{
    (void)state;
    issue();
    assert_int_equal(verify_at(now_ms), ERROR_OK);
    assert_int_equal(verify_at(now_ms + HOUR_MS + 1000), ERROR_UNAUTHENTICATED);
    assert_non_null(strstr(error_detail(ERROR_UNAUTHENTICATED), "has expired"));
    assert_int_equal(verify_at(now_ms), ERROR_OK);
}

static void any_changed_letter_is_refused(void **state)
{
    (void)state;
    issue();
    assert_int_equal(verify_at(now_ms), ERROR_OK);
    for (size_t i = 0; i < token.length; i++) {
        char before = token.data[i];
        token.data[i] = before == 'A' ? 'B' : 'A';
        assert_int_equal(verify_at(now_ms), ERROR_UNAUTHENTICATED);
        token.data[i] = before;
    }
}

static void the_algorithm_is_not_the_token_s_choice(void **state)
{
    (void)state;
    static const char *const headers[] = {
        "{\"alg\":\"none\"}",  "{\"alg\":\"HS384\"}", "{\"alg\":\"RS256\"}",
        "{\"alg\":\"hs256\"}", "{\"alg\":\"nOnE\"}",  "{\"typ\":\"JWT\"}",
        "{\"alg\":256}",       "[\"HS256\"]",         "{\"alg\":[\"HS256\"]}"};
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        sign(headers[i], "{" CLAIMS_BUT_EXP "," EXP "}");
        is_refused("another algorithm");
    }
    sign("{\"alg\":\"HS256\",\"alg\":\"none\"}",
         "{" CLAIMS_BUT_EXP "," EXP "}");
    is_refused("not JSON");
    sign("{\"alg\":\"HS256\",\"crit\":[\"x\"]}",
         "{" CLAIMS_BUT_EXP "," EXP "}");
    is_refused("extension");
}

static void an_unsigned_token_is_refused(void **state)
{
    (void)state;
    buffer_reset(&token);
    append_base64url("{\"alg\":\"none\"}", 14);
    buffer_byte(&token, '.');
    append_base64url("{" CLAIMS_BUT_EXP "," EXP "}",
                     sizeof "{" CLAIMS_BUT_EXP "," EXP "}" - 1);
    buffer_byte(&token, '.');
    is_refused("three parts");
    buffer_text(&token, "AAAA");
    is_refused("another algorithm");
}

static void other_keys_are_refused_also_after_a_hit(void **state)
{
    (void)state;
    struct caller out;
    struct token_keys others = keys;
    issue();
    assert_int_equal(verify_at(now_ms), ERROR_OK);
    others.secret[31] ^= 1;
    assert_int_equal(token_verify(&others, whole(), now_ms, &out),
                     ERROR_UNAUTHENTICATED);
    others = keys;
    others.issuer = "other";
    assert_int_equal(token_verify(&others, whole(), now_ms, &out),
                     ERROR_UNAUTHENTICATED);
    others = keys;
    others.audience = "other";
    assert_int_equal(token_verify(&others, whole(), now_ms, &out),
                     ERROR_UNAUTHENTICATED);
}

struct wrong_claims {
    const char *claims;
    const char *because;
};

static void claims_that_are_wrong_or_missing_are_refused(void **state)
{
    (void)state;
    static const struct wrong_claims all[] = {
        {"{" CLAIMS_BUT_EXP "}", "when it expires"},
        {"{" CLAIMS_BUT_EXP ",\"exp\":\"1769853907\"}", "when it expires"},
        {"{" CLAIMS_BUT_EXP ",\"exp\":1769853907.5}", "when it expires"},
        {"{" CLAIMS_BUT_EXP ",\"exp\":null}", "when it expires"},
        {"{" CLAIMS_BUT_EXP ",\"exp\":-1}", "when it expires"},
        {"{" CLAIMS_BUT_EXP ",\"exp\":9223372036854775807}", "when it expires"},
        {"{" CLAIMS_BUT_EXP ",\"exp\":1769850307}", "expired"},
        {"{" CLAIMS_BUT_EXP "," EXP ",\"nbf\":1769850308}", "not valid yet"},
        {"{\"iss\":\"x\",\"aud\":\"shop\",\"sub\":\"7\",\"scope\":\"\"," EXP
         "}",
         "somebody else"},
        {"{\"aud\":\"shop\",\"sub\":\"7\",\"scope\":\"\"," EXP "}",
         "issued by somebody else"},
        {"{\"iss\":\"cleave\",\"aud\":\"x\",\"sub\":\"7\",\"scope\":\"\"," EXP
         "}",
         "meant for somebody else"},
        {"{\"iss\":\"cleave\",\"aud\":[\"shop\"],\"sub\":\"7\","
         "\"scope\":\"\"," EXP "}",
         "meant for somebody else"},
        {"{\"iss\":\"cleave\",\"sub\":\"7\",\"scope\":\"\"," EXP "}",
         "meant for somebody else"},
        {"{\"iss\":\"cleave\",\"aud\":\"shop\",\"scope\":\"\"," EXP "}",
         "whose it is"},
        {"{\"iss\":\"cleave\",\"aud\":\"shop\",\"sub\":\"-7\","
         "\"scope\":\"\"," EXP "}",
         "whose it is"},
        {"{\"iss\":\"cleave\",\"aud\":\"shop\",\"sub\":\"00\","
         "\"scope\":\"\"," EXP "}",
         "whose it is"},
        {"{\"iss\":\"cleave\",\"aud\":\"shop\",\"sub\":\"7x\","
         "\"scope\":\"\"," EXP "}",
         "whose it is"},
        {"{\"iss\":\"cleave\",\"aud\":\"shop\",\"sub\":"
         "\"99999999999999999999\",\"scope\":\"\"," EXP "}",
         "whose it is"},
        {"{\"iss\":\"cleave\",\"aud\":\"shop\",\"sub\":\"7\"," EXP "}",
         "no scope"},
        {"[]", "when it expires"},
        {"{", "signature"}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        sign(HEADER, all[i].claims);
        is_refused(all[i].because);
    }
}

static void a_scope_that_does_not_fit_is_refused(void **state)
{
    (void)state;
    char claims[400];
    char scope[CALLER_SCOPE_BYTES + 1];
    memset(scope, 'a', CALLER_SCOPE_BYTES);
    scope[CALLER_SCOPE_BYTES] = '\0';
    snprintf(claims, sizeof claims,
             "{\"iss\":\"cleave\",\"aud\":\"shop\",\"sub\":\"7\","
             "\"scope\":\"%s\"," EXP "}",
             scope);
    sign(HEADER, claims);
    is_refused("no scope");
}

static void tokens_of_another_shape_are_refused(void **state)
{
    (void)state;
    buffer_reset(&token);
    is_refused("three parts");
    static const char *const shapes[] = {"a.b", "a",    "a.b.c.d", "a.b.",
                                         "...", ".b.c", "a..c"};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        buffer_reset(&token);
        buffer_text(&token, shapes[i]);
        is_refused("three parts");
    }
    issue();
    buffer_text(&token, ".AAAA");
    is_refused("three parts");
    issue();
    buffer_byte(&token, '=');
    is_refused("base64url");
    issue();
    buffer_byte(&token, '\0');
    is_refused("base64url");
    issue();
    token.data[3] = '+';
    is_refused("base64url");
}

static void a_token_of_a_million_bytes_is_refused_at_once(void **state)
{
    (void)state;
    static char letters[1 << 20];
    memset(letters, 'A', sizeof letters);
    buffer_append(&token, letters, sizeof letters);
    is_refused("longer than 4096");
    buffer_cut(&token, LIMIT_TOKEN_BYTES + 1);
    is_refused("longer than 4096");
    buffer_cut(&token, LIMIT_TOKEN_BYTES);
    is_refused("three parts");
    token.data[1000] = '.';
    token.data[2000] = '.';
    is_refused("header that is too long");
}

static void more_tokens_than_the_cache_holds_are_still_let_in(void **state)
{
    (void)state;
    for (int round = 0; round < 2; round++) {
        for (int64_t subject = 1; subject <= 200; subject++) {
            struct caller who = {.subject = subject, .scope = "x"};
            struct caller out = {0};
            buffer_reset(&token);
            token_issue(&keys, &who, now_ms, HOUR_MS, &token);
            assert_int_equal(token_verify(&keys, whole(), now_ms, &out),
                             ERROR_OK);
            assert_int_equal(out.subject, subject);
        }
    }
}

static void a_scope_is_found_as_a_whole_word(void **state)
{
    (void)state;
    assert_true(caller_has_scope(&seven, "orders:read"));
    assert_true(caller_has_scope(&seven, "orders:write"));
    assert_false(caller_has_scope(&seven, "orders"));
    assert_false(caller_has_scope(&seven, "orders:writes"));
    assert_false(caller_has_scope(&seven, ""));
    assert_false(caller_has_scope(&(struct caller){0}, "admin"));
}

#define WITH_TOKEN(test) cmocka_unit_test_setup_teardown(test, begin, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_TOKEN(what_was_issued_is_let_in),
        WITH_TOKEN(our_own_forgery_is_good_when_all_is_right),
        WITH_TOKEN(an_expired_token_is_refused_also_from_the_cache),
        WITH_TOKEN(any_changed_letter_is_refused),
        WITH_TOKEN(the_algorithm_is_not_the_token_s_choice),
        WITH_TOKEN(an_unsigned_token_is_refused),
        WITH_TOKEN(other_keys_are_refused_also_after_a_hit),
        WITH_TOKEN(claims_that_are_wrong_or_missing_are_refused),
        WITH_TOKEN(a_scope_that_does_not_fit_is_refused),
        WITH_TOKEN(tokens_of_another_shape_are_refused),
        WITH_TOKEN(a_token_of_a_million_bytes_is_refused_at_once),
        WITH_TOKEN(more_tokens_than_the_cache_holds_are_still_let_in),
        WITH_TOKEN(a_scope_is_found_as_a_whole_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
