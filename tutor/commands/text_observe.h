/*
 * text_observe -- what `trace`, `logs` and `metrics` say; a part of
 * tutor/commands/text_list.h, which see.
 */
#ifndef TUTOR_TEXT_OBSERVE_H
#define TUTOR_TEXT_OBSERVE_H

/* clang-format off */
#define TEXT_OBSERVE(X) \
X(OBSERVE_NOBODY, "no collector answers; `cleave up` starts one, and " \
  "`cleave status` shows whether it runs", \
  "수집기(collector)가 응답하지 않습니다. `cleave up`으로 시작할 수 있고, " \
  "`cleave status`로 실행 중인지 볼 수 있습니다") \
X(TRACE_NONE, "No trace has been recorded yet. `cleave order` makes one.\n", \
  "아직 기록된 추적이 없습니다. `cleave order`로 하나 만들어 보세요.\n") \
X(TRACE_UNKNOWN, "no trace \"%s\" is kept; `cleave trace list` shows the " \
  "newest", \
  "\"%s\" 추적은 보관되어 있지 않습니다. `cleave trace list`로 최근 " \
  "추적을 볼 수 있습니다") \
X(TRACE_HEAD, "trace %.12s  %s ms, spans: %d, services: %d, errors: %d\n", \
  "추적 %.12s  %s ms, 스팬: %d개, 서비스: %d개, 오류: %d개\n") \
X(TRACE_ABOUT, "order %s\n", "주문 %s\n") \
X(TRACE_MORE, "... and %d spans more; --json has all of them\n", \
  "... 외 스팬 %d개. 전체는 --json으로 볼 수 있습니다\n") \
X(TRACE_ID, "trace", "추적") \
X(TRACE_SPANS, "spans", "스팬") \
X(TRACE_ERRORS, "errors", "오류") \
X(TRACE_SERVICE, "began at", "시작한 곳") \
X(TRACE_ROOT, "request", "요청") \
X(TRACE_ORDER, "order", "주문") \
X(TRACE_SPAN, "span (> < calls, E failed, ! refused)", \
  "스팬 (> 호출, < 처리, E 실패, ! 거절)") \
X(TRACE_PROCESS, "process", "프로세스") \
X(TRACE_FAULT, "injected fault", "주입한 장애") \
X(TRACE_TIME, "when", "시점") \
X(LOGS_LEVEL, "\"%s\" is no level; write debug, info, warn or error", \
  "\"%s\" 수준은 없습니다. debug, info, warn, error 중에서 골라 주세요") \
X(LOGS_NONE, "No line fits.\n", "조건에 맞는 로그가 없습니다.\n") \
X(LOGS_FOR, "--for says how long to --follow; it stands with it only", \
  "--for는 --follow를 얼마나 계속할지 정합니다. --follow와 함께 써 주세요") \
X(LOGS_LOST, "... lines lost: %llu (nobody was there to keep them)\n", \
  "... 로그 %llu줄이 사라졌습니다(받아 둘 수집기가 없었습니다)\n") \
X(LOGS_AWAY, "the collector does not answer; waiting for it\n", \
  "수집기가 응답하지 않습니다. 돌아올 때까지 기다립니다\n") \
X(LOGS_BACK, "the collector answers again\n", \
  "수집기가 다시 응답합니다\n") \
X(LOGS_NEW_LIFE, "another collector answers: it knows only what came since " \
  "it began\n", \
  "새로 시작한 수집기가 응답합니다. 시작한 뒤에 온 것만 알고 있습니다\n") \
X(METRICS_NONE, "Nothing has been called that fits.\n", \
  "조건에 맞는 호출이 아직 없습니다.\n") \
X(METRICS_WINDOW, "\"%s\" is no window; write 1s to %ds", \
  "\"%s\"만큼은 볼 수 없습니다. 1s부터 %ds까지 쓸 수 있습니다") \
X(METRICS_HEAD, "the last %d s, calls of the shop only\n", \
  "최근 %d초, 상점의 호출만 표시합니다\n") \
X(METRICS_METHOD, "method", "메서드") \
X(HELP_TRACE, "show where a request went, and its time", \
  "요청이 거쳐 간 곳과 걸린 시간을 보여 줍니다") \
X(MORE_TRACE, \
  "Shows one request as a waterfall: every hop, every call with its retries,\n" \
  "every commit. TRACE is last (your last order), an id or its beginning, or\n" \
  "an order's id; `trace list` shows the newest. --shape says whose last order.\n" \
  "--diagram draws a line for each process with time downwards, and an arrow for\n" \
  "each call and event; --commits shows the commits too.\n" \
  "  cleave trace\n" \
  "  cleave trace --shape monolith\n" \
  "  cleave trace list\n" \
  "  cleave trace last --diagram\n", \
  "요청 하나를 폭포수 모양으로 보여 줍니다. 거쳐 간 프로세스, 재시도를 포함한\n" \
  "모든 호출, 모든 커밋이 나옵니다. TRACE 자리에는 last(마지막 주문), 추적 식별자나\n" \
  "그 앞부분, 주문 번호를 씁니다. `trace list`는 최근 추적을 보여 줍니다.\n" \
  "--shape로 어느 형태의 마지막 주문인지 정할 수 있습니다.\n" \
  "--diagram은 프로세스마다 세로줄 하나를 긋고 시간을 아래로 흘리며 호출과 이벤트를\n" \
  "화살표로 그립니다. --commits는 커밋도 보여 줍니다.\n" \
  "  cleave trace\n" \
  "  cleave trace --shape monolith\n" \
  "  cleave trace list\n" \
  "  cleave trace last --diagram\n") \
X(HELP_LOGS, "show log lines of all processes", \
  "모든 프로세스의 로그를 보여 줍니다") \
X(MORE_LOGS, \
  "Shows the newest log lines of all processes in one list. TEXT stands in the\n" \
  "event, the sentence or a value. --follow goes on with those that come, until\n" \
  "Ctrl-C or for the time of --for; it waits for a collector that was killed and\n" \
  "says how many lines were lost.\n" \
  "  cleave logs --service payments --level warn\n" \
  "  cleave logs --order 01J8Z3\n" \
  "  cleave logs --follow --level warn\n", \
  "모든 프로세스의 최근 로그를 한 목록으로 보여 줍니다. TEXT는 사건 이름, 문장,\n" \
  "값에서 찾습니다. --follow를 쓰면 Ctrl-C를 누르거나 --for로 정한 시간이 지날\n" \
  "때까지 새로 오는 로그를 이어서 보여 줍니다. 수집기가 죽으면 돌아올 때까지\n" \
  "기다리고, 그동안 몇 줄이 사라졌는지 알려 줍니다.\n" \
  "  cleave logs --service payments --level warn\n" \
  "  cleave logs --order 01J8Z3\n" \
  "  cleave logs --follow --level warn\n") \
X(HELP_METRICS, "show rates, errors and durations", \
  "처리율, 오류, 지연 시간을 보여 줍니다") \
X(MORE_METRICS, \
  "Shows for each method how often it was called in the last ten seconds, how\n" \
  "many calls failed and how long they took. TEXT stands in the method's name.\n" \
  "--window takes more or fewer seconds, up to 60.\n" \
  "  cleave metrics --service payments\n" \
  "  cleave metrics Place --window 30s\n", \
  "메서드마다 최근 10초 동안의 호출 수, 실패 수, 걸린 시간을 보여 줍니다.\n" \
  "TEXT는 메서드 이름에서 찾습니다. --window로 60초까지 기간을 바꿀 수 있습니다.\n" \
  "  cleave metrics --service payments\n" \
  "  cleave metrics Place --window 30s\n")
/* clang-format on */

#endif
