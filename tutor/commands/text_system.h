/*
 * text_system -- the screens that show both shapes running; see text_list.h.
 */
#ifndef TUTOR_TEXT_SYSTEM_H
#define TUTOR_TEXT_SYSTEM_H

#include "tutor/commands/text_failures.h"
#include "tutor/commands/text_pair.h"

/* clang-format off */
#define TEXT_SYSTEM_PANEL(X) TEXT_PAIR(X) TEXT_FAILURES(X) \
X(VIEW_SYSTEM, "Running now", "실행 중인 시스템") \
X(ABOUT_SYSTEM, "Each process: its state, its breakers, how many requests it " \
  "works on, requests and failures a second, half and 99 % of them within so " \
  "many ms, its version, how often it was started again; at the right the " \
  "requests of the last minute. Up and down choose one, Enter shows all that " \
  "is known of it. `system payments` opens that at once.", \
  "프로세스마다 상태, 서킷 브레이커, 처리 중인 요청, 초당 요청과 실패, 요청의 절반과 " \
  "99 %가 끝난 시간(ms), 버전, 다시 시작한 횟수를 보여 줍니다. 오른쪽은 지난 " \
  "1분의 요청 수입니다. 위아래 화살표로 고르고 Enter 키를 누르면 그 프로세스의 " \
  "자세한 내용이 나옵니다. `system payments`처럼 입력하면 바로 열립니다.") \
X(SYSTEM_NOTHING, "Nothing runs. Type: up both", \
  "실행 중인 것이 없습니다. up both를 입력해 보세요.") \
X(SYSTEM_PROCESS, "process", "프로세스") \
X(SYSTEM_STATE, "state", "상태") \
X(SYSTEM_BREAKERS, "breakers", "서킷 브레이커") \
X(SYSTEM_QUEUE, "busy", "처리 중") \
X(SYSTEM_RATE, "req/s", "요청/s") \
X(SYSTEM_ERRORS, "fail/s", "실패/s") \
X(SYSTEM_VERSION, "version", "버전") \
X(SYSTEM_RESTARTS, "restarts", "재시작") \
X(SYSTEM_SILENT, "not heard for %lld s", "%lld초 동안 소식이 없습니다") \
X(SYSTEM_NEVER_HEARD, "It has not told any figures yet.", \
  "아직 아무 수치도 알려 오지 않았습니다.") \
X(SYSTEM_LINE_LOST, "The %s has not been heard for %lld s; what stands here is " \
  "as old as that.", \
  "%s의 소식이 %lld초 동안 끊겨 그만큼 오래된 내용입니다.") \
X(SYSTEM_LINE_NEVER, "The %s has not been heard yet.", \
  "%s에서 아직 아무 소식이 없습니다.") \
X(SYSTEM_FACTS, "pid %d, version %s, up %lld s, restarts %d", \
  "pid %d, 버전 %s, %lld초째 실행 중, 재시작 %d번") \
X(SYSTEM_FACTS_DOWN, "not running, version %s, restarts %d", \
  "실행 중이 아님, 버전 %s, 재시작 %d번") \
X(SYSTEM_LAST_EXIT, "last end: %s", "마지막 종료: %s") \
X(SYSTEM_SIDECAR, "a sidecar stands before it, pid %d", \
  "앞에 사이드카가 있습니다. pid %d") \
X(SYSTEM_NO_SIDECAR, "no sidecar before it", "앞에 사이드카가 없습니다") \
X(SYSTEM_OF_RATE, "requests/s", "초당 요청") \
X(SYSTEM_OF_FAILED, "failed/s (5xx)", "초당 실패(5xx)") \
X(SYSTEM_OF_REFUSED, "refused/s (4xx)", "초당 거절(4xx)") \
X(SYSTEM_OF_QUEUE, "working on", "처리 중") \
X(SYSTEM_MEMORY, "memory %.1f MiB, commits %lld/s, telemetry it had to drop %llu", \
  "메모리 %.1f MiB, 초당 커밋 %lld번, 보내지 못한 텔레메트리 %llu건") \
X(SYSTEM_AGO, "%lld s ago", "%lld초 전") \
X(SYSTEM_LOG, "its log", "로그") \
X(SYSTEM_EVENTS, "what happened", "일어난 일") \
X(BAR_SYSTEM, "System", "시스템") \
X(BAR_DETAIL, "Details", "자세히")
/* clang-format on */

#endif
