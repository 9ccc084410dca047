/*
 * text_watch -- what `status --watch` says; a part of
 * tutor/commands/text_list.h, which see.
 */
#ifndef TUTOR_TEXT_WATCH_H
#define TUTOR_TEXT_WATCH_H

/* clang-format off */
#define TEXT_WATCH(X) \
X(STATUS_QUEUE, "busy", "처리 중") \
X(STATUS_GONE, "gone: no longer wanted", "없어짐: 더는 필요하지 않습니다") \
X(STATUS_BREAKER, "%s: the breaker of %s is %s\n", \
  "%s: %s의 서킷 브레이커가 %s 상태입니다\n") \
X(STATUS_NO_SUPERVISOR, "no supervisor has answered for %d s; `cleave up` " \
  "starts one\n", \
  "슈퍼바이저가 %d초 동안 응답하지 않습니다. `cleave up`으로 시작할 수 " \
  "있습니다\n") \
X(STATUS_NO_COLLECTOR, "no collector has answered for %d s: the figures are " \
  "old\n", \
  "수집기가 %d초 동안 응답하지 않습니다. 수치는 그 전의 것입니다\n") \
X(STATUS_BACK, "the %s answers again\n", "%s{이/가} 다시 응답합니다\n") \
X(STATUS_FOR, "--for says how long to --watch; it stands with it only", \
  "--for는 --watch를 얼마나 계속할지 정합니다. --watch와 함께 써 주세요")
/* clang-format on */

#endif
