/*
 * stage -- a running shop, what it knows, and what no attack may change.
 *
 * Use:       stage_open() once; ATTACK(test) puts stage_before() and
 *            stage_after() around a test: the number of orders, every
 *            product's stock and the attacker's wallet are read through the
 *            front door before and after and must be the same, and a new
 *            connection must be served.
 * Ownership: the texts belong to the stage.
 * Errors:    fail the running test with a sentence.
 * Blocking:  on the shop's answers.
 */
#ifndef TESTS_HOSTILE_STAGE_H
#define TESTS_HOSTILE_STAGE_H

#include <sys/types.h>

#include "chassis/json.h"
#include "tests/hostile/wire.h"
#include "tests/support/cmocka_all.h"

enum {
    ATTACKER = 63, /* a customer with money, so that an order would pass */
    STAGE_TOKEN_BYTES = 1024,
    STAGE_GROWTH_BYTES = 20 * 1024 * 1024 /* what one attack may cost */
};

struct stage {
    struct door front;       /* the shop's face to the world */
    const struct door *door; /* the one under attack */
    pid_t pid;               /* of the process behind it; 0: unknown */
    const char *token;       /* shown in requests; ATTACKER's by default */
    char attacker[STAGE_TOKEN_BYTES];
    char manager[STAGE_TOKEN_BYTES]; /* of the shop's manager */
    struct arena arena;              /* of one test */
    struct books {
        int64_t orders;
        int64_t balance;
        struct buffer products;
    } before;
    int64_t resident_bytes; /* before the test */
};

void stage_open(struct stage *stage, const char *url, pid_t pid);
void stage_close(struct stage *stage);
/* Attack that door from now on. */
void stage_face(struct stage *stage, const struct door *door, pid_t pid);
int stage_before(void **state);
int stage_after(void **state);
/* The process has not grown by STAGE_GROWTH_BYTES since stage_before(). */
void stage_is_slim(struct stage *stage);
/* What it has grown by until now it may keep, to use it again. */
void stage_forgives(struct stage *stage);

#define ATTACK(test) \
    cmocka_unit_test_setup_teardown(test, stage_before, stage_after)

/* ---- raw requests, in the stage's arena ---- */

/* A whole request of `method` with the attacker's token and a fresh key.
 * `lines` are further header lines; Content-Length is added to a body. */
struct slice stage_request(struct stage *stage, const char *method,
                           const char *target, const char *lines,
                           struct slice body);
/* POST /api/orders with that body. */
struct slice stage_order(struct stage *stage, struct slice body);
/* An order that would be accepted. */
struct slice stage_good_order(struct stage *stage);

/* ---- what must come back ---- */

struct refusal {
    int status;
    const char *word; /* in the sentence, as written */
};

/* The answer is problem+json of that status, whose sentence has the word. */
void stage_is_problem(struct stage *stage, const struct answer *answer,
                      const struct refusal *want);
/* The bytes are refused at the door under attack. */
void stage_refuses(struct stage *stage, struct slice bytes, int status,
                   const char *word);
/* ... and nothing that follows on that connection is served. */
void stage_refuses_for_good(struct stage *stage, struct slice bytes, int status,
                            const char *word);

#endif
