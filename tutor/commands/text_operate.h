/*
 * text_operate -- what `scale`, `deploy`, `rollback` and `mesh` say; a part of
 * tutor/commands/text_list.h, which see.
 */
#ifndef TUTOR_TEXT_OPERATE_H
#define TUTOR_TEXT_OPERATE_H

/* clang-format off */
#define TEXT_OPERATE(X) TEXT_SCALE(X)

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
  "  cleave scale shipping 0 --idle 5s\n", \
  "SERVICE는 gateway, customers, orders, payments, inventory, shipping 중\n" \
  "하나이고 N은 0부터 8까지입니다. 새 인스턴스는 payments-2, payments-3처럼\n" \
  "이름이 붙습니다. 줄일 때는 레지스트리에서 먼저 빠지고, 하던 일을 끝낸 뒤\n" \
  "멈춥니다. 한 서비스의 인스턴스들은 데이터베이스를 함께 씁니다.\n\n" \
  "0이면 프로세스는 하나도 없지만 주소는 남습니다. 첫 호출은 인스턴스가 뜰\n" \
  "때까지 기다립니다(콜드 스타트. 걸린 시간은 `status`에 나옵니다). 유휴\n" \
  "시간(--idle 30s)이 지나면 다시 잠듭니다.\n\n" \
  "모놀리스는 하나만 실행할 수 있습니다. 일부만 늘릴 수 없기 때문입니다.\n\n" \
  "  cleave scale payments 3\n" \
  "  cleave scale shipping 0 --idle 5s\n")
/* clang-format on */

#endif
