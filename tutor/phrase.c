/*
 * phrase -- shapes with gaps.
 *
 * A shape is the English sentence with {1}, {2} where values stood; its Korean
 * has the same numbers, for Korean puts the values in another order. Each gap
 * takes as little as it can, so the texts between the gaps decide. A value may
 * itself be a sentence ("the new version does not run: ..."), so it is looked
 * at in the same way.
 *
 * Rejected: sending numbers of sentences in the contracts. Then every process
 * would have to know what a learner's screen says, and an old process could not
 * talk to a new screen.
 */
#include "tutor/phrase.h"

#include <stddef.h>
#include <string.h>

#include "tutor/commands/text.h"

enum { DEPTH = 3, PHRASE_BYTES = 2048 };

/* clang-format off */
static const struct shape_of {
    const char *english, *korean;
} shapes[] = {
    /* split/platform/supervisor/report.c: steps of a deployment */
    {"starting {1} of {2}", "{2}개 중 {1}개째 시작"},
    {"{1} % of the calls", "호출의 {1} %"},
    {"ending the old version", "이전 버전을 끝내는 중"},
    {"going back", "되돌리는 중"},
    /* split/platform/supervisor/judge.c, rollout.c, deploy.c */
    {"{1} of {2} calls seen", "판정에 필요한 호출 {2}건 중 {1}건 관찰"},
    {"{1} % of {2} calls failed, {3} % of the old version's",
     "호출 {2}건 중 {1} % 실패, 이전 버전은 {3} %"},
    {"the median is {1} ms, the old version's {2} ms",
     "중앙값 {1} ms, 이전 버전은 {2} ms"},
    {"p99 is {1} ms, the old version's {2} ms",
     "p99 {1} ms, 이전 버전은 {2} ms"},
    {"{1} calls, {2} % failed (old {3} %), p99 {4} ms (old {5} ms)",
     "호출 {1}건, 실패 {2} %(이전 {3} %), p99 {4} ms(이전 {5} ms)"},
    {"too few calls to judge the new version by",
     "새 버전을 판정하기에는 호출이 너무 적습니다"},
    {"the new version does not run: {1}",
     "새 버전이 실행되지 않습니다: {1}"},
    {"the new version was not ready in time",
     "새 버전이 제때 준비되지 않았습니다"},
    {"all calls go to the new version; the old one is kept",
     "모든 호출이 새 버전으로 갑니다. 이전 버전은 남겨 둡니다"},
    {"stopped and started: nothing can stand beside it",
     "멈췄다가 시작했습니다. 옆에 하나 더 띄울 수 없기 때문입니다"},
    {"asked to go back", "되돌리라는 요청을 받았습니다"},
    /* split/platform/supervisor/child.c, probe.c */
    {"it did not answer {1} times in a row", "{1}번 잇달아 응답하지 않았습니다"},
    {"exit status {1}", "종료 상태 {1}"},
    {"killed by signal {1}", "시그널 {1}(으)로 종료됨"},
    {"in-progress", "진행 중"},
    {"succeeded", "성공"},
    {"rolled-back", "되돌림"},
};
/* clang-format on */

/* The text up to the next gap of a shape. */
static size_t literal(const char *shape)
{
    size_t length = strcspn(shape, "{");
    while (shape[length] && !(shape[length + 1] && shape[length + 2] == '}'))
        length += 1 + strcspn(shape + length + 1, "{");
    return length;
}

bool phrase_fits(const char *shape, const char *sentence,
                 struct phrase_gap gaps[PHRASE_GAPS])
{
    size_t length = literal(shape);
    if (strncmp(sentence, shape, length) != 0)
        return false;
    shape += length;
    sentence += length;
    while (*shape) {
        size_t number = (size_t)(shape[1] - '0');
        shape += 3;
        length = literal(shape);
        const char *end = sentence + strlen(sentence);
        if (length > 0) {
            char part[128];
            if (length >= sizeof part)
                return false;
            memcpy(part, shape, length);
            part[length] = '\0';
            end = strstr(sentence, part);
        }
        if (!end || end == sentence || number >= PHRASE_GAPS)
            return false;
        gaps[number] = (struct phrase_gap){sentence, (size_t)(end - sentence)};
        shape += length;
        sentence = end + length;
    }
    return *sentence == '\0';
}

void phrase_fill(const char *shape, const struct phrase_gap gaps[PHRASE_GAPS],
                 phrase_value *value, void *arg, struct buffer *out)
{
    while (*shape) {
        size_t length = literal(shape);
        buffer_append(out, shape, length);
        shape += length;
        if (!*shape)
            return;
        value(arg, gaps[shape[1] - '0'], out);
        shape += 3;
    }
}

/* ---- sentences of processes ---- */

struct saying {
    struct arena *arena;
    int depth;
};

static const char *say_again(struct arena *arena, const char *sentence,
                             int depth);

/* A value may be a sentence itself. */
static void say_value(void *arg, struct phrase_gap gap, struct buffer *out)
{
    const struct saying *saying = arg;
    const char *value = arena_copy(saying->arena, gap.text, gap.length);
    if (value)
        buffer_text(out, say_again(saying->arena, value, saying->depth + 1));
}

static const char *say_again(struct arena *arena, const char *sentence,
                             int depth)
{
    struct phrase_gap gaps[PHRASE_GAPS];
    struct saying saying = {arena, depth};
    struct buffer out;
    const char *said = sentence;
    for (size_t i = 0; depth < DEPTH && i < sizeof shapes / sizeof *shapes;
         i++) {
        if (!phrase_fits(shapes[i].english, sentence, gaps))
            continue;
        buffer_init(&out, PHRASE_BYTES);
        phrase_fill(shapes[i].korean, gaps, say_value, &saying, &out);
        const char *copy = arena_copy(arena, out.data, out.length);
        if (copy && !buffer_error(&out))
            said = copy;
        buffer_release(&out);
        break;
    }
    return said;
}

const char *phrase_korean(struct arena *arena, const char *sentence)
{
    return say_again(arena, sentence, 0);
}

const char *phrase(struct arena *arena, const char *sentence)
{
    return text_korean() ? phrase_korean(arena, sentence) : sentence;
}
