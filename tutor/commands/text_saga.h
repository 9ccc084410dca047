/*
 * text_saga -- what `saga` and `events` say; a part of
 * tutor/commands/text_list.h, which see.
 */
#ifndef TUTOR_TEXT_SAGA_H
#define TUTOR_TEXT_SAGA_H

/* clang-format off */
#define TEXT_SAGA(X) \
X(BAD_ORDER_ID, "\"%s\" is no order's id; `order` prints it, and last means " \
  "your last order", \
  "\"%s\"{은/는} 주문 번호가 아닙니다. 번호는 `order`가 알려 주며, last는 " \
  "마지막 주문을 뜻합니다") \
X(NO_LAST_ORDER, "you have placed no order on the %s yet; " \
  "`cleave order --customer 7 --line MUG×1` places one", \
  "아직 %s에 넣은 주문이 없습니다. `cleave order --customer 7 --line MUG×1`로 " \
  "주문할 수 있습니다") \
X(SAGA_WORDS, "\"%s\" is not understood; write `saga show ID` or " \
  "`saga show last`", \
  "\"%s\"{을/를} 이해하지 못했습니다. `saga show 주문번호`나 `saga show last`로 " \
  "써 주세요") \
X(SAGA_HEAD, "saga of order %s: %s\n", "주문 %s의 사가: %s\n") \
X(SAGA_AT, "in progress: %s, attempt %d\n", "진행 중: %s, %d번째 시도\n") \
X(SAGA_STEP, "step", "단계") \
X(SAGA_ACTION, "action", "동작") \
X(SAGA_OUTCOME, "outcome", "결과") \
X(SAGA_AFTER, "after ms", "경과 ms") \
X(EVENT_WON, "  %s won", "  %s원") \
X(HELP_SAGA, "show the saga of an order: steps, outcomes, compensations", \
  "주문의 사가를 보여 줍니다. 단계와 결과, 보상") \
X(MORE_SAGA, \
  "The orders service keeps the log of each saga: which step was done or\n" \
  "taken back, with which outcome, and how many milliseconds after the first.\n" \
  "An unknown outcome is not in the log: it is asked again until it is known.\n" \
  "Without an id your last order is meant.\n\n" \
  "  cleave saga show last\n" \
  "  cleave crash orders at orders.after-step", \
  "orders 서비스는 사가마다 기록을 남깁니다. 어느 단계를 실행했거나\n" \
  "되돌렸는지, 결과가 무엇인지, 첫 기록에서 몇 밀리초 뒤인지가 나옵니다.\n" \
  "결과 불명은 기록에 없습니다. 알 때까지 다시 묻기 때문입니다. 번호를 쓰지\n" \
  "않으면 마지막 주문을 뜻합니다.\n\n" \
  "  cleave saga show last\n" \
  "  cleave crash orders at orders.after-step") \
X(HELP_EVENTS, "show what happened to an order, event by event", \
  "주문에 일어난 일을 이벤트 순서로 보여 줍니다") \
X(MORE_EVENTS, \
  "In both shapes an order is the fold of its events: OrderPlaced, OrderPaid,\n" \
  "OrderReserved, and how it ended. Without an id your last order is meant, on\n" \
  "each shape its own.\n\n" \
  "  cleave events\n" \
  "  cleave events last --shape split", \
  "두 형태 모두 주문의 상태는 이벤트를 차례로 적용한 결과입니다. OrderPlaced,\n" \
  "OrderPaid, OrderReserved, 그리고 끝맺음이 나옵니다. 번호를 쓰지 않으면\n" \
  "형태마다 자기의 마지막 주문을 뜻합니다.\n\n" \
  "  cleave events\n" \
  "  cleave events last --shape split")
/* clang-format on */

#endif
