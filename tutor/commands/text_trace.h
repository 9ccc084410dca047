/*
 * text_trace -- the trace on the screen, as a waterfall and as a diagram; a
 * part of tutor/commands/text_list.h, which see.
 */
#ifndef TUTOR_TEXT_TRACE_H
#define TUTOR_TEXT_TRACE_H

/* clang-format off */
#define TEXT_TRACES(X) \
X(VIEW_TRACE, "Traces", "추적") \
X(ABOUT_TRACE, "Where a request went and where its time went. Enter opens a " \
  "trace; in it, arrows choose a span and fold what is below it.", \
  "요청이 거쳐 간 곳과 시간이 쓰인 곳을 보여 줍니다. Enter 키로 추적을 열고, " \
  "그 안에서는 화살표 키로 스팬을 고르고 아래 스팬을 접거나 펼칩니다.") \
X(BAR_TRACE, "Traces", "추적") \
X(BAR_FOLD, "Fold", "접기") \
X(BAR_DIAGRAM, "Diagram", "도식") \
X(TRACE_NO_ANSWER, "the collector does not answer", "수집기가 응답하지 않습니다") \
X(TRACES_NONE, "No trace yet. Type below: order both --customer 7 --line MUG×1", \
  "아직 추적이 없습니다. 아래에 입력해 보세요: order both --customer 7 --line MUG×1") \
X(TRACE_ASKING, "asking the collector for %s ...", \
  "수집기에 %s 추적을 묻고 있습니다...") \
X(TRACE_AGAIN, "%s; asking again", "%s. 다시 묻고 있습니다") \
X(TRACE_GONE, "the collector began anew and keeps this trace no more; what you " \
  "see is what was known", \
  "수집기가 새로 시작해서 이 추적은 더 이상 보관되어 있지 않습니다. 마지막으로 받은 내용을 보여 드립니다") \
X(TRACE_OPEN, "incomplete: spans are still to come; asking again", \
  "미완성: 아직 도착하지 않은 스팬이 있어 다시 묻고 있습니다") \
X(TRACE_LOST, "incomplete: %d spans without the one that caused them; it " \
  "still works, its process was killed, or the collector missed it", \
  "미완성: 원인 스팬이 없는 스팬 %d개. 아직 일하는 중이거나, 그 프로세스가 종료됐거나, 수집기가 놓쳤습니다") \
X(TRACE_TITLE, "Trace %.8s  %s  %s ms  errors %d", \
  "추적 %.8s  %s  %s ms  오류 %d") \
X(TRACE_AT, "begins +%s ms   took %s ms", "시작 +%s ms   걸림 %s ms") \
X(TRACE_KIND_SERVER, "serves a request", "요청 처리") \
X(TRACE_KIND_CLIENT, "calls another process and waits", "다른 프로세스 호출(대기)") \
X(TRACE_KIND_PRODUCER, "sends a message", "메시지 보냄") \
X(TRACE_KIND_CONSUMER, "takes a message", "메시지 받음") \
X(TRACE_KIND_INTERNAL, "work inside the process", "프로세스 안의 일") \
X(TRACE_FAILED, "failed: %s", "실패: %s") \
X(TRACE_REFUSED, "refused: %s", "거절: %s") \
X(TRACE_NO_PARENT, "the span that caused it has not arrived", \
  "이 스팬의 원인 스팬은 도착하지 않았습니다") \
X(TRACE_LOG_OF, "log", "로그") \
X(TRACE_LEGEND, "%s works  %s waits for another", "%s 일함  %s 다른 것을 기다림") \
X(TRACE_AGO, "%lld s ago", "%lld초 전") \
X(TRACE_WORD_FAILED, "failed", "실패")
/* clang-format on */

#endif
