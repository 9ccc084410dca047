/*
 * text_patterns -- what `breaker`, `retry` and `limits` say; a part of
 * tutor/commands/text_list.h, which see.
 */
#ifndef TUTOR_TEXT_PATTERNS_H
#define TUTOR_TEXT_PATTERNS_H

/* clang-format off */
#define TEXT_PATTERNS(X) \
X(NO_READY_PROCESS, "no process \"%s\" is ready; `cleave status` shows what " \
  "runs", \
  "준비된 \"%s\" 프로세스가 없습니다. `cleave status`로 실행 중인 프로세스를 " \
  "볼 수 있습니다") \
X(PATTERN_WORD, "\"%s\" is none of show, set, explain; write: %s show, " \
  "%s set PEER NAME VALUE, or %s explain [NAME]", \
  "\"%s\" 자리에는 show, set, explain이 옵니다. `%s show`, `%s set PEER NAME " \
  "VALUE`, `%s explain [NAME]`처럼 써 주세요") \
X(PATTERN_SET_WORDS, "something is missing; write: %s set PEER NAME VALUE, as " \
  "in: %s", \
  "빠진 단어가 있습니다. `%s set PEER NAME VALUE`처럼 써 주세요. 예: %s") \
X(PATTERN_NO_NAME, "no running caller of %s has a setting \"%s\"; `cleave %s " \
  "show %s` lists them", \
  "%s 서비스를 호출하는 프로세스 가운데 \"%s\" 설정이 있는 것이 없습니다. " \
  "`cleave %s show %s`로 목록을 볼 수 있습니다") \
X(PATTERN_NAME_MEANT, "no running caller of %s has a setting \"%s\"; did you " \
  "mean %s?", \
  "%s 서비스를 호출하는 프로세스 가운데 \"%s\" 설정이 있는 것이 없습니다. " \
  "혹시 %s인가요?") \
X(PATTERN_CALLER, "caller", "호출자") \
X(PATTERN_NAME, "name", "이름") \
X(PATTERN_STATE, "state", "상태") \
X(PATTERN_FIGURES, "figures", "수치") \
X(PATTERN_VALUE, "value", "값") \
X(PATTERN_UNIT, "unit", "단위") \
X(PATTERN_BOUNDS, "from-to", "범위") \
X(PATTERN_FALLBACK, "default", "기본값") \
X(PATTERN_LAST, "Last changes, oldest first:", \
  "최근의 변화(오래된 것부터):") \
X(PATTERN_NOTHING, "Nothing to show yet: no process that runs keeps such a " \
  "state. `cleave up split` starts those that do.\n", \
  "아직 보여 드릴 것이 없습니다. 실행 중인 프로세스 가운데 이런 상태를 가진 " \
  "것이 없습니다. `cleave up split`으로 시작해 주세요.\n") \
X(PATTERN_WAS_SET, "%s: %s is now %lld %s", "%s: %s의 새 값: %lld %s") \
X(PATTERN_WORD_SET, "%s: %s is now %s", "%s: %s의 새 값: %s") \
X(HELP_BREAKER, "look at the circuit breakers and change them live", \
  "서킷 브레이커의 상태를 보고 실행 중에 바꿉니다") \
X(MORE_BREAKER, \
  "Each caller keeps one breaker for each service that it calls. `show` lists\n" \
  "state and figures and the last transitions, with a PEER its parameters too.\n" \
  "`set` changes one at every caller, or at one with --caller. The mode takes\n" \
  "words: automatic, forced-open, disabled, metrics-only. `default` as VALUE\n" \
  "takes a change back. `explain` says what each parameter means.\n" \
  "  cleave breaker\n  cleave breaker show payments\n" \
  "  cleave breaker explain\n  cleave breaker explain failure-rate\n" \
  "  cleave breaker set payments failure-rate 30\n" \
  "  cleave breaker set payments mode forced-open --caller orders", \
  "호출자마다 호출하는 서비스별로 서킷 브레이커(circuit breaker)를 하나씩\n" \
  "둡니다. `show`는 상태와 수치, 최근의 상태 전이를 보여 주고, PEER를 쓰면\n" \
  "매개변수도 함께 보여 줍니다. `set`은 모든 호출자의 값을 바꾸며, --caller로\n" \
  "하나만 고를 수 있습니다. mode에는 automatic, forced-open, disabled,\n" \
  "metrics-only를 씁니다. VALUE에 `default`를 쓰면 기본값으로 되돌립니다.\n" \
  "`explain`은 매개변수마다 무슨 뜻인지 알려 줍니다.\n" \
  "  cleave breaker\n  cleave breaker show payments\n" \
  "  cleave breaker explain\n  cleave breaker explain failure-rate\n" \
  "  cleave breaker set payments failure-rate 30\n" \
  "  cleave breaker set payments mode forced-open --caller orders") \
X(HELP_RETRY, "look at retries, their budget and hedging, and change them live", \
  "재시도와 그 예산, 헤징을 보고 실행 중에 바꿉니다") \
X(MORE_RETRY, \
  "A call is sent again only when that does no harm (a read, or a key makes it\n" \
  "safe, or no server saw it), only within its deadline, and only while the\n" \
  "budget has room. Hedging sends a second call before the first has failed.\n" \
  "  cleave retry\n  cleave retry explain\n  cleave retry show payments\n" \
  "  cleave retry set payments attempts 3\n" \
  "  cleave retry set payments attempts default", \
  "호출은 다시 보내도 해가 없을 때(읽기이거나, 키가 있거나, 어느 서버도 받지\n" \
  "않았을 때)만, 데드라인 안에서, 재시도 예산(retry budget)이 남아 있는 동안만\n" \
  "다시 보냅니다. 헤징(hedging)은 첫 호출이 실패하기 전에 두 번째 호출을\n" \
  "보내는 방법입니다.\n" \
  "  cleave retry\n  cleave retry explain\n  cleave retry show payments\n" \
  "  cleave retry set payments attempts 3\n" \
  "  cleave retry set payments attempts default") \
X(HELP_BALANCER, "look at how callers choose an instance, and change it live", \
  "호출자가 인스턴스를 고르는 방식을 보고 실행 중에 바꿉니다") \
X(MORE_BALANCER, \
  "Each caller balances for itself over the instances that discovery lists.\n" \
  "Policies: two-choices, least-outstanding, round-robin, weighted, random. An\n" \
  "instance that keeps failing is left out for a while (outlier ejection).\n" \
  "  cleave balancer\n  cleave balancer explain\n  cleave balancer show payments\n" \
  "  cleave balancer set payments policy round-robin", \
  "호출자는 디스커버리가 알려 준 인스턴스들 사이에서 스스로 부하를 나눕니다.\n" \
  "방식은 two-choices, least-outstanding, round-robin, weighted, random입니다.\n" \
  "계속 실패하는 인스턴스는 한동안 제외합니다(이상치 제외, outlier ejection).\n" \
  "  cleave balancer\n  cleave balancer explain\n  cleave balancer show payments\n" \
  "  cleave balancer set payments policy round-robin") \
X(HELP_LIMITS, "look at bulkheads, deadlines and rate limits, and change them live", \
  "벌크헤드와 데드라인, 처리율 제한을 보고 실행 중에 바꿉니다") \
X(MORE_LIMITS, \
  "What bounds the work: how many calls to one service run at a time and how\n" \
  "many wait (bulkhead), how long one may take (deadline), and how many requests\n" \
  "a client may send (rate limit, at the gateway).\n" \
  "  cleave limits\n  cleave limits explain\n  cleave limits show payments\n" \
  "  cleave limits set payments bulkhead.concurrent 10", \
  "일의 양을 묶어 두는 값들입니다. 한 서비스로 동시에 나가는 호출과 기다리는\n" \
  "호출의 수(벌크헤드, bulkhead), 한 호출에 허용하는 시간(데드라인, deadline),\n" \
  "클라이언트 하나가 보낼 수 있는 요청 수(게이트웨이의 처리율 제한, rate\n" \
  "limit)를 정합니다.\n" \
  "  cleave limits\n  cleave limits explain\n  cleave limits show payments\n" \
  "  cleave limits set payments bulkhead.concurrent 10")
/* clang-format on */

#endif
