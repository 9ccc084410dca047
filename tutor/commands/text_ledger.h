/*
 * text_ledger -- the ledger and the data that stands in the databases; see
 * text_list.h.
 */
#ifndef TUTOR_TEXT_LEDGER_H
#define TUTOR_TEXT_LEDGER_H

/* clang-format off */
/* ---- what a rule of the audit compares ---- */
#define TEXT_SIDES(X) \
X(AUDIT_UNDER_WAY, "wait  ", "진행 중") \
X(AUDIT_SOME_WAIT, "  %d rules held; %d wait for orders that are under way\n\n", \
  "  규칙 %d개가 지켜졌고, %d개는 처리 중인 주문이 끝나기를 기다립니다\n\n") \
X(SIDE_BALANCES, "in all accounts now", "지금 모든 계좌의 합") \
X(SIDE_OPENINGS, "opened with", "처음에 넣은 돈") \
X(SIDE_SHOP_TOOK, "the shop took", "상점이 받은 돈") \
X(SIDE_CHARGES, "charged and kept", "결제되어 남은 돈") \
X(SIDE_SPENT, "wallets spent", "지갑에서 나간 돈") \
X(SIDE_ACCOUNTS, "accounts", "계좌") \
X(SIDE_SOLVENT, "not below zero", "잔액이 0원 이상") \
X(SIDE_PIECES, "on hand, reserved, shipped", "보유·예약·출고 수량") \
X(SIDE_STOCKED, "initial and restocked", "처음 수량과 입고량") \
X(SIDE_TAKEN, "reserved and shipped", "예약·출고 수량") \
X(SIDE_TAKEN_LINES, "by their lines", "예약 항목의 합") \
X(SIDE_CHARGE_COUNT, "charges kept", "남아 있는 결제") \
X(SIDE_CHARGED_ORDERS, "orders charged", "결제된 주문") \
X(SIDE_RESERVATIONS, "reservations kept", "남아 있는 예약") \
X(SIDE_RESERVED_ORDERS, "orders with stock", "재고를 예약한 주문") \
X(SIDE_PARCELS, "parcels booked", "등록된 배송") \
X(SIDE_BOOKED_ORDERS, "orders with a parcel", "배송이 있는 주문") \
X(SIDE_ENTITLED, "of orders that live", "그중 실패하지 않은 주문의 것") \
X(SIDE_CONFIRMED_WON, "confirmed orders cost", "확정된 주문의 금액") \
X(SIDE_CONFIRMED_PAID, "charged for them", "그 주문에 결제된 돈") \
X(SIDE_ORDERED, "pieces ordered", "주문한 수량") \
X(SIDE_ORDERED_TAKEN, "taken for them", "그 주문이 차지한 수량") \
X(SIDE_TOTALS, "totals of orders", "주문 합계의 합") \
X(SIDE_LINES_WON, "sum of their lines", "주문 항목의 합") \
X(SIDE_VERSIONS, "steps of all orders", "모든 주문이 거친 단계") \
X(SIDE_EVENTS, "events written", "기록된 이벤트") \
X(SIDE_ORDERS, "orders", "주문") \
X(SIDE_ENDED, "that have ended", "끝난 주문") \
X(SIDE_ANSWERED, "orders acknowledged", "응답한 주문") \
X(SIDE_STORED, "of them stored", "그중 저장된 주문") \
X(SIDE_SAGAS, "sagas", "사가") \
X(SIDE_SAGAS_ENDED, "ended as their order", "주문과 같이 끝난 사가") \
X(SIDE_TRIED, "steps to be undone", "되돌려야 할 단계") \
X(SIDE_UNDONE, "undone", "되돌린 단계") \
X(SIDE_CONFIRMED, "orders confirmed", "확정된 주문") \
X(SIDE_SHIPPED, "their stock shipped", "재고가 출고된 주문") \
X(SIDE_SUMMARIES, "in customers' summaries", "고객별 요약의 합") \
X(SIDE_NEWEST, "newest event", "가장 새 이벤트의 번호") \
X(SIDE_DELIVERED, "delivered up to", "모두에게 전달된 번호")

/* ---- the ledger on the screen ---- */
#define TEXT_LEDGER(X) \
X(VIEW_LEDGER, "The ledger, audited", "원장 감사") \
X(ABOUT_LEDGER, "An auditor that trusts nobody reads the databases again and " \
  "again, also while orders come in, and compares the books. What orders under " \
  "way explain is told apart from what was lost.", \
  "아무도 믿지 않는 감사기가 주문이 들어오는 동안에도 데이터베이스를 거듭 읽어 " \
  "장부를 맞춰 봅니다. 처리 중인 주문 때문에 아직 맞지 않는 것과 정말로 잃어버린 " \
  "것을 구별해 보여 줍니다.") \
X(BAR_LEDGER, "Ledger", "원장") \
X(BAR_SHAPE, "Shape", "형태") \
X(BAR_RULE, "Rule", "규칙") \
X(BAR_ORDER_OF, "Its order", "그 주문") \
X(LEDGER_NO_ORDER, "No order breaks this rule.", \
  "이 규칙을 어기는 주문이 없습니다.") \
X(BAR_HOLD, "Hold", "멈춤") \
X(LEDGER_READING, "The auditor reads the books ...", \
  "감사기가 장부를 읽고 있습니다...") \
X(LEDGER_FACTS, "orders %s: confirmed %s, rejected %s, cancelled %s, under way %s", \
  "주문 %s건: 확정 %s, 거절 %s, 취소 %s, 처리 중 %s") \
X(LEDGER_OLDEST, " (oldest %lld s)", " (가장 오래된 것 %lld초)") \
X(LEDGER_WHEN, "checked %lld s ago in %s ms; %lld audits", \
  "%lld초 전에 %s ms 동안 검사함, 감사 %lld회") \
X(LEDGER_HELD_UP, "held; F7 goes on", "멈춤 상태, F7로 계속") \
X(LEDGER_ALL_HOLD, "all %d hold", "%d개 모두 지켜짐") \
X(LEDGER_WAIT, "%d hold, %d wait", "%d개 지켜짐, %d개 진행 중") \
X(LEDGER_DIFFER, "%d BROKEN", "%d개 어긋남") \
X(LEDGER_RULE, "rule", "규칙") \
X(LEDGER_LEFT, "one side", "한쪽") \
X(LEDGER_RIGHT, "other side", "다른 쪽") \
X(LEDGER_VERDICT, "verdict", "판정") \
X(LEDGER_HOLDS, "holds", "지켜짐") \
X(LEDGER_OPEN, "%s wait", "진행 중 %s") \
X(LEDGER_OFF, "off by %s", "%s 차이") \
X(LEDGER_BROKEN, "%s broken", "%s건 어긋남") \
X(LEDGER_TOOK, "this rule took %s ms", "이 규칙을 보는 데 %s ms") \
X(LEDGER_MORE, "; and %s more", ", 그 밖에 %s건") \
X(LEDGER_FAILED, "the last audit could not be made: %s", \
  "마지막 감사를 하지 못했습니다: %s") \
X(LEDGER_HISTORY, "last runs", "지난 감사")
/* clang-format on */

#endif
