/*
 * text_rules -- the auditor's rules; see
 *               text_list.h.
 */
#ifndef TUTOR_TEXT_RULES_H
#define TUTOR_TEXT_RULES_H

/* clang-format off */
#define TEXT_RULES(X) \
X(RULE_MONEY, "money conserved: accounts hold what they opened with", \
  "돈의 보존: 모든 계좌의 합이 처음과 같음") \
X(RULE_SHOP_ACCOUNT, "the shop's account equals all charges kept", \
  "상점 계좌가 남아 있는 결제의 합과 같음") \
X(RULE_WALLETS, "every wallet holds its opening less its charges", \
  "모든 지갑의 잔액이 처음 금액에서 결제액을 뺀 값임") \
X(RULE_NO_DEBT, "no account is below zero", "잔액이 음수인 계좌가 없음") \
X(RULE_STOCK, "stock conserved for every SKU", "재고의 보존: 모든 SKU의 수량이 맞음") \
X(RULE_STOCK_LINES, "stock reserved and shipped equals its lines", \
  "예약·출고된 재고가 예약 항목의 합과 같음") \
X(RULE_CHARGED_ONCE, "no order was charged twice", \
  "두 번 결제된 주문이 없음") \
X(RULE_RESERVED_ONCE, "no order reserved stock twice", \
  "재고를 두 번 예약한 주문이 없음") \
X(RULE_BOOKED_ONCE, "no order has two parcels", \
  "배송이 두 번 등록된 주문이 없음") \
X(RULE_STRAY_CHARGE, "no money kept for an order that failed", \
  "실패한 주문의 돈이 남아 있지 않음") \
X(RULE_STRAY_STOCK, "no stock kept for an order that failed", \
  "실패한 주문의 재고 예약이 남아 있지 않음") \
X(RULE_STRAY_PARCEL, "no parcel booked for an order that failed", \
  "실패한 주문의 배송이 남아 있지 않음") \
X(RULE_CONFIRMED, "confirmed orders are charged, reserved and booked", \
  "확정된 주문은 결제·예약·배송이 모두 있음") \
X(RULE_LINES, "confirmed orders reserved exactly their lines", \
  "확정된 주문은 주문한 만큼 예약되어 있음") \
X(RULE_TOTALS, "every total is the sum of its lines", \
  "모든 합계가 항목의 합과 같음") \
X(RULE_EVENTS, "every state is the fold of its events, 1 to n", \
  "모든 상태가 이벤트 1..n을 재생한 결과와 같음") \
X(RULE_TERMINAL, "every order has ended", "모든 주문이 종료 상태임") \
X(RULE_KEYS, "every answered idempotency key has its order", \
  "응답한 멱등 키마다 주문이 있음") \
X(RULE_SAGAS, "every saga has ended as its order did", \
  "모든 사가(saga)가 주문과 같은 결과로 끝났음") \
X(RULE_SAGA_LOG, "compensations are complete and in reverse order", \
  "보상 트랜잭션이 빠짐없이 역순으로 실행되었음") \
X(RULE_SHIPPED, "confirmed orders have shipped their stock", \
  "확정된 주문의 재고가 출고되었음") \
X(RULE_SUMMARIES, "customers' summaries equal their orders", \
  "고객별 요약이 실제 주문과 같음") \
X(RULE_OUTBOX, "every event of the outbox was delivered", \
  "아웃박스(outbox)의 이벤트가 모두 전달되었음")
/* clang-format on */

#endif
