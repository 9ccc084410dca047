/*
 * answers -- the same question to the shapes, and their answers together.
 *
 * This is the twin run in its smallest form: one request, two systems, both
 * answers on one screen with the time that each took. The shapes are asked one
 * after the other and not at once, because on a small machine they would
 * compete for the same cores and neither time would mean anything.
 */
#include "tutor/answers.h"

#include <string.h>

#include "chassis/json.h"
#include "chassis/transcode.h"
#include "tutor/beside.h"
#include "tutor/commands/text.h"
#include "tutor/figures.h"
#include "tutor/pretty.h"

static const char *fresh_key(struct session *session)
{
    return arena_format(&session->arena, "%016llx%016llx",
                        (unsigned long long)random_next(&session->random),
                        (unsigned long long)random_next(&session->random));
}

static void ask_one(struct session *session, enum shape shape,
                    const struct shop_request *request, struct answer_of *out)
{
    struct shop_request own = *request;
    struct shop *shop = NULL;
    if (own.key && !*own.key)
        own.key = fresh_key(session);
    out->asked = true;
    out->error = session_shop(session, shape, &shop);
    if (!out->error)
        out->error = shop_ask(shop, &own, &session->arena, &out->reply);
    if (out->error)
        out->detail = arena_string(&session->arena, error_detail(out->error));
}

void answers_ask(struct session *session, enum shape_set set,
                 const struct shop_request *request, struct answers *out)
{
    *out = (struct answers){0};
    for (int shape = 0; shape < SHAPE_COUNT; shape++)
        if (shape_in(set, (enum shape)shape))
            ask_one(session, (enum shape)shape, request, &out->of[shape]);
}

bool answers_good(const struct answers *answers)
{
    for (int shape = 0; shape < SHAPE_COUNT; shape++) {
        const struct answer_of *answer = &answers->of[shape];
        bool good = !answer->error && answer->reply.status / 100 == 2;
        if (answer->asked && !good)
            return false;
    }
    return true;
}

void answers_pretty(struct session *session, enum shape shape,
                    const struct shop_reply *reply, struct buffer *out)
{
    (void)shape;
    buffer_format(out, "HTTP %d\n", reply->status);
    pretty_json(out, reply->body, &session->arena);
}

static const char *written(struct session *session, enum shape shape,
                           const struct answer_of *answer,
                           answer_writer *writer)
{
    struct buffer out;
    char ms[FIGURES_BYTES];
    if (answer->error)
        return answer->detail ? answer->detail : "";
    buffer_init(&out, SCREEN_PRINT_BYTES);
    writer(session, shape, &answer->reply, &out);
    if (out.length > 0 && out.data[out.length - 1] != '\n')
        buffer_byte(&out, '\n');
    buffer_format(&out, TEXT_FORMAT(TOOK),
                  figures_ms(ms, answer->reply.took_us));
    const char *copy = arena_copy(&session->arena, out.data, out.length);
    buffer_release(&out);
    return copy ? copy : "";
}

void answers_print(struct session *session, const struct answers *answers,
                   answer_writer *writer)
{
    struct beside sides[SHAPE_COUNT];
    int count = 0;
    for (int shape = 0; shape < SHAPE_COUNT; shape++) {
        if (!answers->of[shape].asked)
            continue;
        sides[count].heading =
            text(shape == SHAPE_MONOLITH ? TEXT_MONOLITH : TEXT_SPLIT);
        sides[count++].text =
            written(session, (enum shape)shape, &answers->of[shape], writer);
    }
    beside_print(&session->screen, sides, count);
}

static void json_answer(struct session *session, struct json_writer *json,
                        const struct answer_of *answer)
{
    json_object_open(json);
    if (answer->error) {
        json_key_text(json, "error", error_slug(answer->error));
        json_key_text(json, "detail", answer->detail);
    } else {
        json_key_int(json, "status", answer->reply.status);
        json_key_int(json, "took_us", answer->reply.took_us);
        json_key(json, "body");
        pretty_embed(json, answer->reply.body, &session->arena);
    }
    json_object_close(json);
}

enum error answers_message(struct session *session,
                           const ProtobufCMessage *message)
{
    struct buffer out;
    struct json_writer json;
    buffer_init(&out, LIMIT_BODY_BYTES);
    json_begin(&json, &out);
    transcode_print(&json, message);
    enum error error = buffer_error(&out);
    if (!error)
        screen_json(&session->screen, &out);
    buffer_release(&out);
    return error;
}

void answers_json(struct session *session, const struct answers *answers)
{
    struct buffer out;
    struct json_writer json;
    buffer_init(&out, 4 * LIMIT_BODY_BYTES);
    json_begin(&json, &out);
    json_object_open(&json);
    for (int shape = 0; shape < SHAPE_COUNT; shape++) {
        if (!answers->of[shape].asked)
            continue;
        json_key(&json, shape_name((enum shape)shape));
        json_answer(session, &json, &answers->of[shape]);
    }
    json_object_close(&json);
    screen_json(&session->screen, &out);
    buffer_release(&out);
}
