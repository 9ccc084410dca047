/*
 * text_boundaries -- what `boundaries` says; a part of
 * tutor/commands/text_list.h, which see.
 */
#ifndef TUTOR_TEXT_BOUNDARIES_H
#define TUTOR_TEXT_BOUNDARIES_H

/* clang-format off */
#define TEXT_BOUNDARIES(X) \
X(CUT_WORDS, "\"%s\" is no cut; write business, table, layer, one, or your " \
  "own: sales=orders,inventory money=accounts,charges", \
  "\"%s\" 자리에는 business, table, layer, one을 쓰거나 경계를 직접 적어 주세요. " \
  "예: sales=orders,inventory money=accounts,charges") \
X(CUT_NO_ORDER, "no trace of an order of the split is kept; place one: " \
  "`order split --customer 7 --line MUG×1`", \
  "분리형 주문의 추적이 남아 있지 않습니다. 먼저 주문해 주세요: " \
  "`order split --customer 7 --line MUG×1`") \
X(CUT_HEAD, "the work of order %s, replayed over other boundaries\n", \
  "주문 %s의 작업을 다른 경계 위에서 재생했습니다\n") \
X(CUT_CUT, "cut", "경계") \
X(CUT_SERVICES, "services", "서비스") \
X(CUT_CALLS, "calls", "호출") \
X(CUT_CHATTY, "chatty", "잦은 호출") \
X(CUT_COMMITS, "transactions", "트랜잭션") \
X(CUT_WHOLE, "in one service", "한 서비스 안") \
X(CUT_DISTRIBUTED, "distributed", "분산") \
X(CUT_MATRIX, "\ncalls of the cut \"%s\", caller by callee\n", \
  "\n경계 \"%s\"의 호출, 왼쪽이 호출하는 쪽\n") \
X(CUT_FROM, "caller", "호출하는 쪽") \
X(CUT_TO, "callee", "호출받는 쪽") \
X(CUT_LEAST, "\nReads are not recorded: real calls are more, never fewer.\n", \
  "\n읽기는 기록되지 않으므로 실제 호출은 이보다 많으면 많았지 적지 않습니다.\n") \
X(CUT_FULL, "This order did more than fits here; the figures are of a part of it.\n", \
  "이 주문은 여기에 담을 수 있는 것보다 많은 일을 했습니다. 수치는 그 일부에 대한 것입니다.\n") \
X(HELP_BOUNDARIES, "replay your last order over other service boundaries", \
  "마지막 주문을 다른 서비스 경계 위에서 재생합니다") \
X(MORE_BOUNDARIES, \
  "Takes the trace of your last order of the split: who called whom, and which\n" \
  "tables each transaction wrote. Then puts the tables into other services and\n" \
  "counts again. calls: between services; chatty: those of pairs that talk more\n" \
  "than twice; in one service: transactions whose code and tables lie together;\n" \
  "distributed: transactions that would write in several services.\n" \
  "business is the cut that runs; one: a single process; table: a service for\n" \
  "each table; layer: rules in one service, data in another. Your own cut names\n" \
  "tables or the services that run; what it does not name stays where it is.\n" \
  "  cleave boundaries\n" \
  "  cleave boundaries table\n" \
  "  cleave boundaries sales=orders,inventory money=accounts,charges\n", \
  "분리형 마지막 주문의 추적에서 누가 누구를 호출했고 트랜잭션마다 어느 테이블에\n" \
  "썼는지를 가져옵니다. 그런 다음 테이블을 다른 서비스로 옮겨 놓고 다시 셉니다.\n" \
  "호출은 서비스 사이의 호출, 잦은 호출은 두 번 넘게 말을 거는 쌍의 호출, 한 서비스\n" \
  "안은 코드와 테이블이 함께 있는 트랜잭션, 분산은 여러 서비스에 써야 하는\n" \
  "트랜잭션입니다.\n" \
  "business는 지금 실행 중인 경계, one은 프로세스 하나, table은 테이블마다 서비스\n" \
  "하나, layer는 규칙과 데이터를 나눈 경계입니다. 직접 만든 경계에는 테이블이나\n" \
  "실행 중인 서비스 이름을 씁니다. 적지 않은 것은 제자리에 남습니다.\n" \
  "  cleave boundaries\n" \
  "  cleave boundaries table\n" \
  "  cleave boundaries sales=orders,inventory money=accounts,charges\n")
/* clang-format on */

#endif
