/*
 * text_data -- what stands in the databases; see text_list.h.
 */
#ifndef TUTOR_TEXT_DATA_H
#define TUTOR_TEXT_DATA_H

/* clang-format off */
#define TEXT_DATA(X) \
X(HELP_DATA, "what stands in each database, read-only", \
  "각 데이터베이스에 들어 있는 내용을 보여 줍니다(읽기 전용)") \
X(MORE_DATA, \
  "Without words: all databases of both shapes, how large they are, and which\n" \
  "processes have them open: in the split each file belongs to one service.\n" \
  "With a service its tables, with a table its rows, newest first. --order\n" \
  "shows what the databases know of one order. Secrets are never read, only\n" \
  "how long they are. Files are opened read-only, for one query at a time.\n" \
  "  cleave data split orders order_events --limit 5\n" \
  "  cleave data split --order last\n" \
  "  cleave data monolith orders", \
  "단어 없이 쓰면 두 형태의 모든 데이터베이스와 크기, 그리고 그 파일을 연\n" \
  "프로세스를 보여 줍니다. 분리형에서는 파일마다 주인 서비스가 하나입니다.\n" \
  "서비스를 쓰면 테이블 목록을, 테이블까지 쓰면 행을 최신 것부터 보여 줍니다.\n" \
  "--order는 주문 하나에 대해 데이터베이스들이 아는 것을 모두 보여 줍니다.\n" \
  "비밀 값은 읽지 않고 길이만 알려 줍니다. 파일은 질의 한 번마다 읽기 전용으로\n" \
  "엽니다.\n" \
  "  cleave data split orders order_events --limit 5\n" \
  "  cleave data split --order last\n" \
  "  cleave data monolith orders") \
X(DATA_SERVICE, "the %s has no database of \"%s\"; it has: %s", \
  "%s에는 \"%s\"의 데이터베이스가 없습니다. 있는 것: %s") \
X(DATA_TABLE, "%s has no table \"%s\"; it has: %s", \
  "%s에는 \"%s\"라는 테이블이 없습니다. 있는 것: %s") \
X(DATA_ONE_SHAPE, "name one shape: monolith or split", \
  "형태를 하나만 써 주세요: monolith 또는 split") \
X(DATA_NO_ORDERS, "the rows of %s are about no single order", \
  "%s의 행은 주문 하나에 관한 것이 아닙니다") \
X(DATA_HIDDEN, "(hidden, %lld bytes)", "(숨김, %lld바이트)") \
X(DATA_DATABASE, "database", "데이터베이스") \
X(DATA_BYTES, "file bytes", "파일 바이트") \
X(DATA_LOG, "log (WAL)", "로그(WAL)") \
X(DATA_ROWS, "rows", "행") \
X(DATA_OPENERS, "opened by", "연 프로세스") \
X(DATA_NOBODY, "nobody", "없음") \
X(DATA_MISSING, "no file", "파일 없음") \
X(DATA_NAME, "table", "테이블") \
X(DATA_WHAT, "what it keeps", "담는 것") \
X(DATA_PAGE, "%s.%s: rows %s to %s of %s\n", "%s.%s: %s~%s번째 행, 모두 %s행\n") \
X(DATA_NO_ROWS, "%s.%s: no rows\n", "%s.%s: 행이 없습니다\n") \
X(DATA_OWN_FILES, "Each file is open in its own service alone: no other can " \
  "read or write it.", \
  "파일마다 그 주인 서비스만 열고 있습니다. 다른 서비스는 읽을 수도 쓸 수도 " \
  "없습니다.") \
X(DATA_SHARED_FILES, "A file is open in several programs.", \
  "여러 프로그램이 함께 연 파일이 있습니다.") \
X(DATA_ONE_FILE, "One file holds everything: one transaction reaches all of " \
  "it.", \
  "파일 하나에 모두 들어 있어 트랜잭션 하나가 전체에 미칩니다.") \
X(VIEW_DATA, "The databases", "데이터베이스") \
X(ABOUT_DATA, "What stands in each database: files and who has them open, " \
  "tables, rows, one row. Read-only, one query at a time, so that no service " \
  "waits for it.", \
  "각 데이터베이스에 무엇이 들어 있는지 파일, 테이블, 행의 순서로 들여다봅니다. " \
  "읽기 전용으로 질의 하나씩만 하므로 서비스를 기다리게 하지 않습니다.") \
X(BAR_DATA, "Data", "데이터") \
X(BAR_INTO, "Open", "열기") \
X(BAR_COLUMN, "Column", "열") \
X(BAR_OTHER, "Other", "다음") \
X(BAR_EVENTS, "Events", "이벤트") \
X(DATA_READING, "Reading ...", "읽고 있습니다...") \
X(DATA_READ_ONLY, "Opened read-only, for one query at a time; nobody waits " \
  "for it.", \
  "질의 한 번마다 읽기 전용으로 엽니다. 아무도 기다리게 하지 않습니다.") \
X(DATA_NO_ORDER, "This row is about no single order.", \
  "이 행은 주문 하나에 관한 것이 아닙니다.") \
X(DATA_COLUMNS_MORE, "%s more columns %s", "%s 열이 더 있음 %s") \
X(DATA_FOOTER, "%s-%s of %s, read in %s ms, %s", \
  "%s~%s / %s행, 읽는 데 %s ms, %s") \
X(DATA_LIVE, "follows", "새 행을 따라감") \
X(DATA_STILL, "holds still", "멈춤") \
X(KEEPS_ORDERS, "orders, the fold of their events", "주문(이벤트를 접은 결과)") \
X(KEEPS_LINES, "what was ordered", "주문한 상품") \
X(KEEPS_EVENTS, "the event log of the orders", "주문의 이벤트 기록") \
X(KEEPS_KEYS, "idempotency keys and their answers", "멱등 키와 그 응답") \
X(KEEPS_SAGAS, "sagas: where each one stands", "사가(saga)의 현재 상태") \
X(KEEPS_SAGA_LOG, "what the sagas have done", "사가가 실행한 단계") \
X(KEEPS_OUTBOX, "events to be sent", "보낼 이벤트(아웃박스)") \
X(KEEPS_CURSORS, "how far subscribers have them", "구독자별 전달 위치") \
X(KEEPS_INBOX, "how far events have taken effect", "반영된 이벤트의 위치(인박스)") \
X(KEEPS_CREW, "processes that share this file", "이 파일을 함께 쓰는 프로세스") \
X(KEEPS_ACCOUNTS, "wallets, and the shop's account 0", "지갑과 상점 계좌(0번)") \
X(KEEPS_CHARGES, "payments, one for each key", "결제(키마다 하나)") \
X(KEEPS_PRODUCTS, "goods and stock", "상품과 재고") \
X(KEEPS_RESERVATIONS, "stock taken, one for each key", "재고 예약(키마다 하나)") \
X(KEEPS_RESERVED, "what a reservation took", "예약이 차지한 수량") \
X(KEEPS_ADDRESSES, "where customers live", "고객의 주소") \
X(KEEPS_PARCELS, "parcels, one for each key", "배송(키마다 하나)") \
X(KEEPS_CUSTOMERS, "customers and their summary", "고객과 주문 요약") \
X(KEEPS_PLACEMENT, "where a migration has got to", "분리 작업의 진행 상태")
/* clang-format on */

#endif
