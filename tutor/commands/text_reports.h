/*
 * text_reports -- what commands report; see
 *                 text_list.h.
 */
#ifndef TUTOR_TEXT_REPORTS_H
#define TUTOR_TEXT_REPORTS_H

/* clang-format off */
#define TEXT_REPORTS(X) \
X(MONOLITH, "monolith", "모놀리스(monolith)") \
X(SPLIT, "split", "분리형(split)") \
X(TOOK, "took %s ms", "걸린 시간 %s ms") \
X(UP_READY, "ready after %lld ms\n", "%lld ms 만에 준비되었습니다\n") \
X(UP_ALREADY, "already up\n", "이미 실행 중입니다\n") \
X(DOWN_DONE, "stopped: %s\n", "멈췄습니다: %s\n") \
X(DOWN_ALREADY, "nothing was up\n", "실행 중인 것이 없었습니다\n") \
X(STATUS_NOTHING, "nothing is up; `cleave up` starts the shop\n", \
  "실행 중인 것이 없습니다. `cleave up`으로 상점을 시작할 수 있습니다\n") \
X(STATUS_PROCESS, "process", "프로세스") \
X(STATUS_STATE, "state", "상태") \
X(STATUS_PID, "pid", "pid") \
X(STATUS_VERSION, "version", "버전") \
X(STATUS_HEALTH, "health", "응답") \
X(STATUS_REQUESTS, "requests", "요청") \
X(STATUS_P99, "p99 ms", "p99 ms") \
X(STATUS_RESIDENT, "MiB", "MiB") \
X(HEALTH_OK, "answers", "정상") \
X(HEALTH_SILENT, "silent", "무응답") \
X(HEALTH_DOWN, "-", "-") \
X(SHAPE_UP, "up      ", "실행 중  ") \
X(SHAPE_PARTLY, "in part ", "일부 실행") \
X(SHAPE_DOWN_NOW, "down    ", "중단     ") \
X(ORDER_TOTAL, "total %s won\n", "합계 %s원\n") \
X(KILLED, "killed", "강제 종료했습니다") \
X(PAUSED, "paused", "일시 정지했습니다") \
X(RESUMED, "resumed", "재개했습니다") \
X(RESTARTED, "restarted and ready", "다시 시작했고, 준비되었습니다") \
X(CRASH_ARMED, "will die when it reaches that point", \
  "그 지점에 이르면 강제 종료됩니다") \
X(LOAD_DUE, "requests due", "예정된 요청") \
X(LOAD_OK, "succeeded (2xx)", "성공(2xx)") \
X(LOAD_REFUSED, "refused (4xx)", "거절(4xx)") \
X(LOAD_FAILED, "failed (5xx)", "실패(5xx)") \
X(LOAD_LOST, "no answer", "무응답") \
X(LOAD_DROPPED, "never sent", "보내지 못함") \
X(LOAD_RATE, "succeeded a second", "초당 성공") \
X(LOAD_CONNECTIONS, "connections", "연결 수") \
X(LOAD_LAG_MEDIAN, "generator lag p50 ms", \
  "발생기 지연 p50 ms") \
X(LOAD_LAG, "generator lag p99 ms", "발생기 지연 p99 ms") \
X(LOAD_INTERRUPTED, "interrupted; what was measured until then:\n", \
  "중단했습니다. 그때까지 측정한 결과입니다:\n") \
X(LANG_NOW, "cleave speaks English.\n", "한국어로 안내합니다.\n") \
X(LANG_OVERRULED, "CLEAVE_LANG=%s is set and will overrule this choice the " \
  "next time.\n", \
  "환경 변수 CLEAVE_LANG에 %s 값이 설정되어 있어, 다음 실행에서는 그 값을 " \
  "따릅니다.\n") \
X(SHELL_ALREADY, "You are in the shell already.\n", "이미 셸 안에 있습니다.\n") \
X(SHELL_WELCOME, "Type a command; `help` lists them, Tab completes, Ctrl-D " \
  "leaves.\n", \
  "명령을 입력해 주세요. `help`는 목록, Tab은 자동 완성, Ctrl-D는 " \
  "나가기입니다.\n") \
X(SHELL_BYE, "The shop stays as it is; `cleave down` stops it.\n", \
  "상점은 그대로 둡니다. 멈추려면 `cleave down`을 실행해 주세요.\n") \
X(HELP_INTRO, "cleave: the same shop as a monolith and as microservices, " \
  "side by side.\n", \
  "cleave: 같은 상점을 모놀리스(monolith)와 마이크로서비스로 띄워 " \
  "비교합니다.\n") \
X(HELP_COMMAND, "command", "명령") \
X(HELP_DOES, "does", "하는 일") \
X(HELP_END, "`cleave help COMMAND` says more about one. Every command takes " \
  "--json.\nExit status: 0 done, 1 refused or failed, 2 the command was " \
  "written wrongly.\n", \
  "`cleave help 명령`은 자세한 설명입니다. 모든 명령에 --json을 쓸 수 " \
  "있습니다.\n종료 상태: 0 완료, 1 거절되거나 실패함, 2 명령을 잘못 씀.\n") \
X(AUDIT_HELD, "held  ", "지켜짐") \
X(AUDIT_BROKEN, "BROKEN", "어긋남") \
X(AUDIT_MORE, "        and %lld more\n", "        그 밖에 %lld건\n") \
X(AUDIT_FACTS, ": orders %lld (confirmed %lld, rejected %lld, cancelled " \
  "%lld, running %lld);\n  %s won in all accounts\n", \
  ": 주문 %lld건(확정 %lld, 거절 %lld, 취소 %lld, 진행 %lld),\n  모든 " \
  "계좌의 합계 %s원\n") \
X(AUDIT_ALL_HELD, "  all %d rules held\n\n", \
  "  규칙 %d개가 모두 지켜졌습니다\n\n") \
X(AUDIT_UNFINISHED, "  nothing is wrong, but not everything has finished; " \
  "audit again, or see\n  what is down with `cleave status`\n\n", \
  "  잘못된 것은 없지만 아직 끝나지 않은 일이 있습니다. 다시 감사하거나\n" \
  "  `cleave status`로 내려간 프로세스를 확인해 주세요\n\n") \
X(AUDIT_SOME_BROKEN, "  the books are wrong: see the rules marked BROKEN\n\n", \
  "  장부가 맞지 않습니다. \"어긋남\"으로 표시된 규칙을 살펴보세요\n\n")
/* clang-format on */

#endif
