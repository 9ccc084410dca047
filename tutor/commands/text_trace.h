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
X(SPACETIME_OK, "ok", "정상") \
X(SPACETIME_REPEAT, "%s, a repeat", "%s(중복)") \
X(SPACETIME_STEP_DONE, "saga: %s done [%s]", "사가: %s 완료 [%s]") \
X(SPACETIME_STEP_REFUSED, "saga: %s refused [%s]", "사가: %s 거절됨 [%s]") \
X(SPACETIME_UNDONE, "saga: %s undone [%s]", "사가: %s 되돌림 [%s]") \
X(SPACETIME_COMMIT, "commit", "커밋") \
X(SPACETIME_CRASHED, "process %d is gone, %d goes on", \
  "프로세스 %d 사라짐, %d이(가) 이어받음") \
X(SPACETIME_TAKEN_UP, "died; another takes the saga up", \
  "종료됨. 다른 프로세스가 사가를 이어받음") \
X(SPACETIME_SILENT, "%s ms pass", "%s ms 지남") \
X(SPACETIME_EVENT, "event %s", "이벤트 %s") \
X(SPACETIME_UNDO, "%s (takes back)", "%s(보상)") \
X(SPACETIME_LOST, "%s: no answer, %s", "%s: 응답 없음, %s") \
X(SPACETIME_REFUSED, "%s: not sent, %s", "%s: 보내지 않음, %s") \
X(SPACETIME_GAVE_UP, "%s: gives up, %s", "%s: 포기, %s") \
X(SPACETIME_STRANGER, "%s (caller never told)", "%s(호출한 쪽 기록 없음)") \
X(SPACETIME_TIMES, "%2$dx %1$s", "%2$d번 %1$s") \
X(SPACETIME_LOSS, "Spans without the one that caused them: %d. It still works,\n" \
  "its process was killed, or the collector missed it.\n", \
  "원인 스팬이 없는 스팬 %d개. 원인이 된 쪽이 아직 일하는 중이거나,\n" \
  "그 프로세스가 종료됐거나, 수집기가 놓쳤습니다.\n") \
X(SPACETIME_MORE, "... and %d rows more\n", "... 외 %d줄\n") \
X(VIEW_DIAGRAM, "Space-time diagram", "시공간 도식") \
X(ABOUT_DIAGRAM, "One order: a line for each process, time downwards, an arrow " \
  "for each message. Tab shows the commits, F7 the same as a waterfall.", \
  "주문 하나를 프로세스마다 세로줄 하나로 그립니다. 시간은 아래로 흐르고 " \
  "메시지는 화살표입니다. Tab은 커밋을 보여 주고, F7은 같은 추적을 폭포수로 엽니다.") \
X(BAR_COMMITS, "Commits", "커밋") \
X(BAR_WATERFALL, "Waterfall", "폭포수") \
X(DIAGRAM_TITLE, "Order %s  %s ms", "주문 %s  %s ms") \
X(DIAGRAM_LEGEND, "%s call  %s event  %s failed", "%s 호출  %s 이벤트  %s 실패") \
X(TRACE_WORD_FAILED, "failed", "실패")
/* clang-format on */

#endif
