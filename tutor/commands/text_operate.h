/*
 * text_operate -- what `scale`, `deploy`, `rollback` and `mesh` say; a part of
 * tutor/commands/text_list.h, which see.
 */
#ifndef TUTOR_TEXT_OPERATE_H
#define TUTOR_TEXT_OPERATE_H

/* clang-format off */
#define TEXT_OPERATE(X) TEXT_SCALE(X) TEXT_DEPLOY(X) TEXT_DEPLOY_HELP(X) \
TEXT_MESH(X) TEXT_NOTES(X)

#define TEXT_SCALE(X) \
X(SERVICE_UNKNOWN, "there is no service \"%s\"; there are gateway, customers, " \
  "orders, payments, inventory, shipping and monolith", \
  "\"%s\"라는 서비스는 없습니다. 있는 것: gateway, customers, orders, payments, " \
  "inventory, shipping, monolith") \
X(SERVICE_MEANT, "there is no service \"%s\"; did you mean %s?", \
  "\"%s\"라는 서비스는 없습니다. 혹시 %s인가요?") \
X(SCALED, "%s: %d replicas, %d ready (%lld ms)\n", \
  "%s: 인스턴스 %d개, 준비됨 %d개 (%lld ms)\n") \
X(SCALED_TO_ZERO, "%s: asleep; the first call starts one, and %.1f s without " \
  "a call end it\n", \
  "%s: 잠들었습니다. 첫 호출이 오면 하나를 띄우고, 호출 없이 %.1f초가 지나면 " \
  "다시 끝냅니다\n") \
X(HELP_SCALE, "run N instances of a service (0: start at the first call)", \
  "서비스의 인스턴스를 N개로 맞춥니다(0: 첫 호출 때 시작)") \
X(MORE_SCALE, \
  "SERVICE is one of gateway, customers, orders, payments, inventory,\n" \
  "shipping; N is 0 to 8. New instances are payments-2, payments-3 and so on;\n" \
  "those that go leave the registry first, end what they have begun and stop.\n" \
  "All instances of a service share its database.\n\n" \
  "At 0 nothing of the service runs, but its address stays: the first caller\n" \
  "waits while an instance is started for it (a cold start; `status` shows how\n" \
  "long it took). After the idle time (--idle 30s) it sleeps again.\n\n" \
  "The monolith can only be run once: it is copied whole or not at all.\n\n" \
  "  cleave scale payments 3\n" \
  "  cleave scale shipping 0 --idle 5s", \
  "SERVICE는 gateway, customers, orders, payments, inventory, shipping 중\n" \
  "하나이고 N은 0부터 8까지입니다. 새 인스턴스는 payments-2, payments-3처럼\n" \
  "이름이 붙습니다. 줄일 때는 레지스트리에서 먼저 빠지고, 하던 일을 끝낸 뒤\n" \
  "멈춥니다. 한 서비스의 인스턴스들은 데이터베이스를 함께 씁니다.\n\n" \
  "0이면 프로세스는 하나도 없지만 주소는 남습니다. 첫 호출은 인스턴스가 뜰\n" \
  "때까지 기다립니다(콜드 스타트. 걸린 시간은 `status`에 나옵니다). 유휴\n" \
  "시간(--idle 30s)이 지나면 다시 잠듭니다.\n\n" \
  "모놀리스는 하나만 실행할 수 있습니다. 일부만 늘릴 수 없기 때문입니다.\n\n" \
  "  cleave scale payments 3\n" \
  "  cleave scale shipping 0 --idle 5s")

#define TEXT_MESH(X) \
X(MESH_ON, "%s: calls go through a sidecar now (%lld ms)\n", \
  "%s: 이제 호출이 사이드카를 거칩니다 (%lld ms)\n") \
X(MESH_OFF, "%s: calls go straight again (%lld ms)\n", \
  "%s: 이제 호출이 다시 곧바로 갑니다 (%lld ms)\n") \
X(HELP_MESH, "put sidecars before instances, and tell them what to do", \
  "인스턴스 앞에 사이드카를 두고 할 일을 정합니다") \
X(MORE_MESH, \
  "A sidecar is a proxy in a process of its own before one instance; the\n" \
  "registry sends callers to it. So time-outs, retries, allow-lists, shares of\n" \
  "calls and faults need no change to a service. TARGET is a service, one\n" \
  "instance (payments-2) or all.\n\n" \
  "  show [TARGET]         calls, failures, callers and policies (also alone)\n" \
  "  on|off [TARGET]       start and end sidecars; all, where none is named\n" \
  "  policy TARGET attempts=3 timeout=500ms retry-on=unavailable,...\n" \
  "                        retries and the time-out of one attempt; none\n" \
  "  allow TARGET CALLER...  who may call it, by identity; all\n" \
  "  route INSTANCE INSTANCE=WEIGHT...  where its calls go; none\n" \
  "  split SERVICE VERSION=WEIGHT...    shares of the callers' calls; none\n\n" \
  "  cleave mesh on payments\n" \
  "  cleave mesh allow payments orders\n" \
  "  cleave mesh split payments v1=90 v2=10", \
  "사이드카(sidecar)는 인스턴스 하나 앞에서 따로 실행되는 프록시이며,\n" \
  "레지스트리가 호출자를 그쪽으로 보냅니다. 그래서 서비스를 고치지 않고도 시간\n" \
  "제한, 재시도, 허용 목록, 호출 비율, 장애를 다룰 수 있습니다. TARGET은\n" \
  "서비스나 인스턴스 하나(payments-2), 또는 all입니다.\n\n" \
  "  show [TARGET]         호출, 실패, 호출자, 정책(단어 없이 써도 같습니다)\n" \
  "  on|off [TARGET]       사이드카를 띄우거나 끝냅니다(TARGET이 없으면 모두)\n" \
  "  policy TARGET attempts=3 timeout=500ms retry-on=unavailable,...\n" \
  "                        재시도와 시도 한 번의 시간 제한. none이면 없앱니다\n" \
  "  allow TARGET CALLER...  신원으로 가린 호출 허용 목록. all이면 모두 허용\n" \
  "  route INSTANCE INSTANCE=WEIGHT...  도착한 호출을 나눌 곳. none이면 없앱니다\n" \
  "  split SERVICE VERSION=WEIGHT...    버전별 호출 비율. none이면 없앱니다\n\n" \
  "  cleave mesh on payments\n" \
  "  cleave mesh allow payments orders\n" \
  "  cleave mesh split payments v1=90 v2=10")

/* Below the table of `status`. */
#define TEXT_NOTES(X) \
X(NOTE_CRASHED, "%s died %d times (%s) and starts again in %.1f s\n", \
  "%s 프로세스가 %d번 죽었고(%s) %.1f초 뒤에 다시 시작합니다\n") \
X(NOTE_FAILED, "%s was given up: %s\n", \
  "%s 프로세스는 더 시작하지 않습니다: %s\n") \
X(NOTE_PROBES, "%s was restarted: %s\n", \
  "%s 프로세스를 다시 시작했습니다: %s\n") \
X(NOTE_COLD_START, "%s was started by a call, in %lld ms\n", \
  "%s 프로세스는 호출을 받고 %lld ms 만에 시작했습니다\n") \
X(NOTE_SIDECAR, "calls to %s go through its sidecar (pid %d)\n", \
  "%s 호출은 사이드카(pid %d)를 거칩니다\n") \
X(NOTE_DEPLOYMENT, "deployment of %s, %s to %s (%s): %s %s\n", \
  "%s 배포, %s에서 %s{으로/로}(%s): %s %s\n")

#define TEXT_DEPLOY(X) \
X(STRATEGY_UNKNOWN, "\"%s\" is no strategy; there are rolling, blue-green and " \
  "canary", \
  "\"%s\"라는 배포 방식은 없습니다. 있는 것: rolling, blue-green, canary") \
X(DEPLOY_BEGAN, "deploying %s, %s to %s (%s)\n", \
  "%s 배포: %s에서 %s{으로/로}(%s)\n") \
X(DEPLOY_DONE, "%s is at version %s after %lld ms\n", \
  "%s 버전이 %s{으로/로} 바뀌었습니다(%lld ms)\n") \
X(DEPLOY_BACK, "%s stays at version %s: %s", \
  "%s 버전은 %s 그대로입니다: %s") \
X(DEPLOY_REPLACED, "monolith is at version %s; nobody was served for %lld ms\n", \
  "모놀리스의 버전이 %s{으로/로} 바뀌었습니다. %lld ms 동안 응답하지 않았습니다\n")

#define TEXT_DEPLOY_HELP(X) \
X(HELP_DEPLOY, "run another version of a service, step by step", \
  "서비스를 다른 버전으로 단계적으로 바꿉니다") \
X(MORE_DEPLOY, \
  "VERSION is a name. Its program is build/bin/cleave-SERVICE-VERSION where you\n" \
  "put one there, else cleave-SERVICE, which is then told its version.\n\n" \
  "rolling     one new instance more, then one old one less, until all are new\n" \
  "blue-green  all new ones beside the old ones, then all calls at once; the\n" \
  "            old ones are kept for a while, so that `rollback` is instant\n" \
  "canary      10, 50, then 100 percent of the calls; after each step errors\n" \
  "            and latency are compared with the old version, and a worse one\n" \
  "            is rolled back by itself\n\n" \
  "--with makes a bad version on purpose: slow-ms=N (each call takes longer),\n" \
  "fail-percent=N (so many calls fail), die-after-ms=N (it dies). --step is how\n" \
  "long a step is watched (3s), --calls how many calls of the new version are\n" \
  "needed for a verdict (20), --detach does not wait for the end.\n\n" \
  "The monolith is stopped and started: nothing can stand beside it.\n\n" \
  "  cleave deploy payments 2\n" \
  "  cleave deploy payments 3 canary --with fail-percent=30", \
  "VERSION은 이름입니다. build/bin/cleave-SERVICE-VERSION 파일을 두었으면 그\n" \
  "프로그램을, 아니면 cleave-SERVICE를 그 버전 이름으로 실행합니다.\n\n" \
  "rolling     새 인스턴스를 하나 더하고 옛 인스턴스를 하나 줄이기를 되풀이합니다\n" \
  "blue-green  새 인스턴스를 모두 띄운 뒤 호출을 한꺼번에 옮깁니다. 옛 인스턴스는\n" \
  "            얼마 동안 남아 있어 `rollback`이 곧바로 됩니다\n" \
  "canary      호출의 10, 50, 100퍼센트를 차례로 보냅니다. 단계마다 오류율과\n" \
  "            지연 시간을 옛 버전과 견주고, 더 나쁘면 스스로 되돌립니다\n\n" \
  "--with는 일부러 나쁜 버전을 만듭니다: slow-ms=N(호출마다 더 걸림),\n" \
  "fail-percent=N(그만큼의 호출이 실패), die-after-ms=N(죽음). --step은 한\n" \
  "단계를 지켜보는 시간(3s), --calls는 판정에 필요한 새 버전의 호출 수(20)이고,\n" \
  "--detach를 붙이면 끝나기를 기다리지 않습니다.\n\n" \
  "모놀리스는 멈췄다가 다시 시작합니다. 옆에 하나 더 띄울 수 없기 때문입니다.\n\n" \
  "  cleave deploy payments 2\n" \
  "  cleave deploy payments 3 canary --with fail-percent=30") \
X(HELP_ROLLBACK, "go back to the version before", \
  "이전 버전으로 되돌립니다") \
X(MORE_ROLLBACK, \
  "A deployment that is still going on is turned back; after one that is over,\n" \
  "the version before it is deployed again, rolling.\n\n" \
  "  cleave rollback payments", \
  "진행 중인 배포는 그 자리에서 되돌립니다. 이미 끝난 배포라면 이전 버전을\n" \
  "rolling 방식으로 다시 배포합니다.\n\n" \
  "  cleave rollback payments")
/* clang-format on */

#endif
