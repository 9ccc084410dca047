/*
 * phrase -- shapes with gaps.
 *
 * A shape is the English sentence with {} where a value stood; its Korean names
 * the values by their number, since Korean puts them in another order. Each gap
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

#include "chassis/buffer.h"
#include "tutor/commands/text.h"

enum { GAPS = 8, DEPTH = 3, PHRASE_BYTES = 2048 };

/* clang-format off */
static const struct shape_of {
    const char *english, *korean;
} shapes[] = {
    /* split/platform/supervisor/report.c: steps of a deployment */
    {"starting {} of {}", "{2}개 중 {1}개째 시작"},
    {"{} % of the calls", "호출의 {1} %"},
    {"ending the old version", "이전 버전을 끝내는 중"},
    {"going back", "되돌리는 중"},
    /* split/platform/supervisor/judge.c, rollout.c, deploy.c */
    {"{} of {} calls seen", "판정에 필요한 호출 {2}건 중 {1}건 관찰"},
    {"{} % of {} calls failed, {} % of the old version's",
     "호출 {2}건 중 {1} % 실패, 이전 버전은 {3} %"},
    {"the median is {} ms, the old version's {} ms",
     "중앙값 {1} ms, 이전 버전은 {2} ms"},
    {"p99 is {} ms, the old version's {} ms",
     "p99 {1} ms, 이전 버전은 {2} ms"},
    {"{} calls, {} % failed (old {} %), p99 {} ms (old {} ms)",
     "호출 {1}건, 실패 {2} %(이전 {3} %), p99 {4} ms(이전 {5} ms)"},
    {"too few calls to judge the new version by",
     "새 버전을 판정하기에는 호출이 너무 적습니다"},
    {"the new version does not run: {}",
     "새 버전이 실행되지 않습니다: {1}"},
    {"the new version was not ready in time",
     "새 버전이 제때 준비되지 않았습니다"},
    {"all calls go to the new version; the old one is kept",
     "모든 호출이 새 버전으로 갑니다. 이전 버전은 남겨 둡니다"},
    {"stopped and started: nothing can stand beside it",
     "멈췄다가 시작했습니다. 옆에 하나 더 띄울 수 없기 때문입니다"},
    {"asked to go back", "되돌리라는 요청을 받았습니다"},
    /* split/platform/supervisor/child.c, probe.c */
    {"it did not answer {} times in a row", "{1}번 잇달아 응답하지 않았습니다"},
    {"exit status {}", "종료 상태 {1}"},
    {"killed by signal {}", "시그널 {1}(으)로 종료됨"},
    {"in-progress", "진행 중"},
    {"succeeded", "성공"},
    {"rolled-back", "되돌림"},
};
/* clang-format on */

struct gap {
    const char *text;
    size_t length;
};

/* The text up to the next gap of a shape. */
static size_t literal(const char *shape)
{
    const char *gap = strstr(shape, "{}");
    return gap ? (size_t)(gap - shape) : strlen(shape);
}

/* True when the sentence has the shape; the gaps hold what stood in them. */
static bool fits(const char *shape, const char *sentence, struct gap gaps[GAPS],
                 size_t *count)
{
    size_t length = literal(shape);
    *count = 0;
    if (strncmp(sentence, shape, length) != 0)
        return false;
    shape += length;
    sentence += length;
    while (*shape) {
        shape += 2;
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
        if (!end || end == sentence || *count == GAPS)
            return false;
        gaps[(*count)++] = (struct gap){sentence, (size_t)(end - sentence)};
        shape += length;
        sentence = end + length;
    }
    return *sentence == '\0';
}

static const char *say_again(struct arena *arena, const char *sentence,
                             int depth);

static void fill(struct arena *arena, struct buffer *out, const char *korean,
                 const struct gap *gaps, int depth)
{
    for (; *korean; korean++) {
        if (korean[0] != '{' || korean[2] != '}') {
            buffer_byte(out, *korean);
            continue;
        }
        const struct gap *gap = &gaps[korean[1] - '1'];
        const char *value = arena_copy(arena, gap->text, gap->length);
        if (value)
            buffer_text(out, say_again(arena, value, depth + 1));
        korean += 2;
    }
}

static const char *say_again(struct arena *arena, const char *sentence,
                             int depth)
{
    struct gap gaps[GAPS];
    size_t count;
    struct buffer out;
    const char *said = sentence;
    for (size_t i = 0; depth < DEPTH && i < sizeof shapes / sizeof *shapes;
         i++) {
        if (!fits(shapes[i].english, sentence, gaps, &count))
            continue;
        buffer_init(&out, PHRASE_BYTES);
        fill(arena, &out, shapes[i].korean, gaps, depth);
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
