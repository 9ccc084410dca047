/*
 * text_discovery -- what `discovery` says; a part of
 * tutor/commands/text_list.h, which see.
 */
#ifndef TUTOR_TEXT_DISCOVERY_H
#define TUTOR_TEXT_DISCOVERY_H

/* clang-format off */
#define TEXT_DISCOVERY(X) \
X(DISCOVERY_WORD, "\"%s\" is none of show, set, explain; write: " \
  "discovery show [SERVICE], discovery set mode client|server [SERVICE], or " \
  "discovery explain [NAME]", \
  "\"%s\" 자리에는 show, set, explain이 옵니다. `discovery show [SERVICE]`, " \
  "`discovery set mode client|server [SERVICE]`, `discovery explain " \
  "[NAME]`처럼 써 주세요") \
X(DISCOVERY_SET_WORDS, "write: discovery set mode client|server|default " \
  "[SERVICE], as in: cleave discovery set mode server payments", \
  "`discovery set mode client|server|default [SERVICE]`처럼 써 주세요. " \
  "예: cleave discovery set mode server payments") \
X(DISCOVERY_NO_CALLER, "no running process calls %s; `cleave discovery` shows " \
  "who calls what", \
  "%s 서비스를 호출하는 실행 중인 프로세스가 없습니다. `cleave discovery`로 " \
  "누가 무엇을 호출하는지 볼 수 있습니다") \
X(DISCOVERY_ALL, "any service", "어떤") \
X(DISCOVERY_WAS_SET, "%s: %s is now %s", "%s: %s 값이 %s{으로/로} 바뀌었습니다") \
X(DISCOVERY_AWAY, "The registry does not answer. Callers go on with what they " \
  "heard last.\n", \
  "레지스트리가 응답하지 않습니다. 호출자는 마지막으로 받은 목록을 그대로 " \
  "씁니다.\n") \
X(DISCOVERY_NOBODY, "The registry lists nobody.\n", \
  "레지스트리에 등록된 인스턴스가 없습니다.\n") \
X(DISCOVERY_BELIEVE, "What each caller believes:", "호출자마다 알고 있는 것:") \
X(DISCOVERY_INSTANCE, "instance", "인스턴스") \
X(DISCOVERY_VERSION, "version", "버전") \
X(DISCOVERY_STATE, "state", "상태") \
X(DISCOVERY_LEFT, "lease ms", "남은 임대 ms") \
X(DISCOVERY_EPOCH, "epoch", "에포크") \
X(DISCOVERY_WEIGHT, "weight", "가중치") \
X(DISCOVERY_ADDRESS, "address", "주소") \
X(DISCOVERY_SIDECAR, "sidecar", "사이드카") \
X(DISCOVERY_CALLER, "caller", "호출자") \
X(DISCOVERY_SERVICE, "service", "서비스") \
X(DISCOVERY_SOURCE, "from", "출처") \
X(DISCOVERY_ENDPOINTS, "endpoints", "엔드포인트") \
X(DISCOVERY_UP, "up", "정상") \
X(DISCOVERY_REVISION, "revision", "리비전") \
X(DISCOVERY_AGE, "age ms", "경과 ms") \
X(HELP_DISCOVERY, "who is registered, what callers believe, and who chooses", \
  "등록된 인스턴스와 호출자가 아는 목록을 보고, 누가 고를지 정합니다") \
X(MORE_DISCOVERY, \
  "Each instance holds a lease in the registry and renews it; silence ends it.\n" \
  "Callers keep the last list that they heard: \"view\" is fresh, \"stale\" is the\n" \
  "last one of a registry that does not answer now, \"static\" the configured\n" \
  "address, \"virtual\" a proxy that chooses. `set mode client` lets the caller\n" \
  "choose an instance, `server` lets the proxy behind SERVICE.vip.sock; without\n" \
  "SERVICE for all of them. `explain` says what each parameter means.\n" \
  "  cleave discovery\n  cleave discovery show payments\n" \
  "  cleave discovery set mode server payments\n" \
  "  cleave discovery set mode default payments", \
  "인스턴스마다 레지스트리에 임대(lease)를 얻어 주기적으로 갱신하며, 갱신이\n" \
  "끊기면 임대도 끝납니다. 호출자는 마지막으로 받은 목록을 간직합니다. view는\n" \
  "최신 목록, stale은 지금 응답하지 않는 레지스트리의 마지막 목록, static은\n" \
  "설정에 적힌 주소, virtual은 대신 고르는 프록시입니다. `set mode client`는\n" \
  "호출자가 인스턴스를 고르고, `server`는 SERVICE.vip.sock 뒤의 프록시가\n" \
  "고릅니다. SERVICE를 쓰지 않으면 모든 서비스에 적용합니다. `explain`은\n" \
  "매개변수마다 무슨 뜻인지 알려 줍니다.\n" \
  "  cleave discovery\n  cleave discovery show payments\n" \
  "  cleave discovery set mode server payments\n" \
  "  cleave discovery set mode default payments")
/* clang-format on */

#endif
