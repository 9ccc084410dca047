/*
 * text_refusals -- wrong words, and what the world refused; see text_list.h.
 */
#ifndef TUTOR_TEXT_REFUSALS_H
#define TUTOR_TEXT_REFUSALS_H

/* clang-format off */
/* ---- the words were wrong ---- */
#define TEXT_WORDS(X) \
X(TOO_MANY_WORDS, "too many words; at most %d can stand in one command", \
  "단어가 너무 많습니다. 한 명령에는 %d개까지 쓸 수 있습니다") \
X(OPEN_QUOTE, "a quotation mark is not closed", \
  "따옴표가 닫히지 않았습니다") \
X(OPTION_UNKNOWN, "this command has no option --%s; " \
  "`help COMMAND` lists what it has", \
  "이 명령에는 --%s 옵션이 없습니다. `help 명령`으로 쓸 수 있는 옵션을 " \
  "볼 수 있습니다") \
X(OPTION_MEANT, "this command has no option --%s; did you mean --%s?", \
  "이 명령에는 --%s 옵션이 없습니다. 혹시 --%s인가요?") \
X(OPTION_NO_VALUE, "the option --%s takes no value", \
  "--%s 옵션에는 값을 붙이지 않습니다") \
X(OPTION_NEEDS, "the option --%1$s needs a value: --%1$s %2$s", \
  "--%1$s 옵션에는 값이 필요합니다: --%1$s %2$s") \
X(NUMBER_BOUNDS, "%s must be a whole number from %lld to %lld, not \"%s\"", \
  "%s 값은 %lld부터 %lld까지의 정수여야 합니다. 받은 값은 \"%s\"입니다") \
X(BAD_RATE, "\"%s\" is not a rate; write 200/s, over 0 and at most %d/s", \
  "속도로 읽을 수 없습니다: \"%s\". 200/s처럼 0보다 크고 %d/s 이하로 " \
  "써 주세요") \
X(BAD_DURATION, "\"%s\" is not a duration; write 500ms, 10s or 2m " \
  "(at most 60m)", \
  "시간으로 읽을 수 없습니다: \"%s\". 500ms, 10s, 2m처럼 써 주세요(최대 60m)") \
X(BAD_SHAPE, "\"%s\" is not a shape; write monolith, split or both", \
  "\"%s\"라는 형태는 없습니다. monolith, split, both 중 하나를 써 주세요") \
X(BAD_SHAPE_MEANT, "\"%s\" is not a shape; did you mean %s?", \
  "\"%s\"라는 형태는 없습니다. 혹시 %s인가요?") \
X(COMMAND_UNKNOWN, "there is no command \"%s\"; `cleave help` lists them", \
  "\"%s\"라는 명령은 없습니다. `cleave help`로 명령 목록을 볼 수 있습니다") \
X(COMMAND_MEANT, "there is no command \"%s\"; did you mean `%s`?", \
  "\"%s\"라는 명령은 없습니다. 혹시 `%s`인가요?") \
X(TOO_FEW, "something is missing; write: %s %s", \
  "빠진 단어가 있습니다. 이렇게 씁니다: %s %s") \
X(TOO_MANY, "\"%s\" is one word too many; write: %s %s", \
  "\"%s\"부터는 쓸 자리가 없습니다. 이렇게 씁니다: %s %s") \
X(PORT_OF_WHICH, "--port is for one shape; for both write " \
  "--monolith-port N and --gateway-port N", \
  "--port는 한 가지 형태에만 씁니다. 둘 다 띄울 때는 --monolith-port N과 " \
  "--gateway-port N을 써 주세요") \
X(BAD_LINE, "\"%s\" is not an order line; write SKU×N, as MUG×2 or MUGx2", \
  "주문 항목으로 읽을 수 없습니다: \"%s\". MUG×2나 MUGx2처럼 SKU×N으로 " \
  "써 주세요") \
X(TOO_MANY_LINES, "too many order lines; this command sends at most %d", \
  "주문 항목이 너무 많습니다. 이 명령으로는 %d개까지 보낼 수 있습니다") \
X(NO_LINES, "what is to be ordered? add --line SKU×N, as --line MUG×2", \
  "무엇을 주문할까요? --line MUG×2처럼 --line SKU×N을 붙여 주세요") \
X(NO_CUSTOMER_SAID, "who orders? add --customer N, from 1 to 100", \
  "누가 주문하나요? --customer N을 붙여 주세요(1부터 100까지)") \
X(BAD_PATH, "\"%s\" is not a path; a path begins with / and holds no space, " \
  "as /api/products", \
  "경로로 읽을 수 없습니다: \"%s\". /api/products처럼 /로 시작하고 공백이 " \
  "없어야 합니다") \
X(BAD_METHOD, "\"%s\" is not an HTTP method; write GET or POST", \
  "HTTP에 \"%s\"라는 메서드는 없습니다. GET이나 POST를 써 주세요") \
X(BAD_RPC, "\"%s\" does not name a method; write SERVICE.Method, as " \
  "payments.Wallet", \
  "메서드 이름으로 읽을 수 없습니다: \"%s\". payments.Wallet처럼 " \
  "서비스.메서드로 써 주세요") \
X(METHOD_UNKNOWN, "there is no method %s; Tab in the shell shows those of %s", \
  "%s라는 메서드는 없습니다. 셸에서 Tab 키를 누르면 %s의 메서드를 볼 수 " \
  "있습니다") \
X(METHOD_MEANT, "there is no method %s; did you mean %s?", \
  "%s라는 메서드는 없습니다. 혹시 %s인가요?") \
X(TARGET_UNKNOWN, "there is no process \"%s\"; there are monolith, gateway, " \
  "customers, orders, payments, inventory, shipping, vip, collector and " \
  "registry (and " \
  "all, for restart)", \
  "\"%s\"라는 프로세스는 없습니다. monolith, gateway, customers, orders, " \
  "payments, inventory, shipping, vip, collector, registry 중에서 골라 주세요" \
  "(restart에는 all도 쓸 수 있습니다)") \
X(TARGET_MEANT, "there is no process \"%s\"; did you mean %s?", \
  "\"%s\"라는 프로세스는 없습니다. 혹시 %s인가요?") \
X(CRASH_WORDS, "\"%s\" should be the word `at`: crash TARGET at POINT", \
  "\"%s\" 자리에는 `at`이 와야 합니다: crash TARGET at POINT") \
X(MIX_UNKNOWN, "there is no mix \"%s\"; there are reads, orders, checkout " \
  "and burst", \
  "\"%s\"라는 부하 종류는 없습니다. reads, orders, checkout, burst 중에서 골라 " \
  "주세요") \
X(MIX_MEANT, "there is no mix \"%s\"; did you mean %s?", \
  "\"%s\"라는 부하 종류는 없습니다. 혹시 %s인가요?") \
X(LOAD_WORDS, "\"%s\" should be `%s`: load MIX RATE for DURATION [as NAME]", \
  "\"%s\" 자리에는 `%s`라고 써야 합니다: load MIX RATE for DURATION " \
  "[as NAME]") \
X(BAD_LANG, "\"%s\" is not a language of this program; write ko or en", \
  "\"%s\"라는 언어는 없습니다. ko나 en을 써 주세요") \
X(SHELL_ALREADY_WORDS, "you are in the shell already; type a command", \
  "이미 셸 안에 있습니다. 명령을 바로 입력해 주세요")

/* ---- the world said no ---- */
#define TEXT_WORLD(X) \
X(NOTHING_UP, "no shop is up; `cleave up` starts it", \
  "실행 중인 상점이 없습니다. `cleave up`으로 시작해 주세요") \
X(SHAPE_DOWN, "the %s shape is not up; `cleave up %s` starts it", \
  "%s 형태가 실행 중이 아닙니다. 시작하려면 `cleave up %s` 명령을 " \
  "써 주세요") \
X(CANNOT_WRITE, "cannot write %s: %s", "%s에 쓸 수 없습니다: %s") \
X(NO_PROGRAM, "cannot start %s: %s; is the program built (`make`)?", \
  "프로그램을 시작할 수 없습니다: %s: %s. 빌드했는지(`make`) 확인해 주세요") \
X(SUPERVISOR_SILENT, "the supervisor does not answer; its log is %s; its " \
  "last line is: %s", \
  "슈퍼바이저(supervisor)가 응답하지 않습니다. 로그는 %s에 있고, 마지막 줄은 " \
  "다음과 같습니다: %s") \
X(DOOR_CLOSED, "no process answers at %s; it is down", \
  "%s에서 응답이 없습니다. 프로세스가 내려가 있습니다") \
X(DOOR_SILENT, "no answer from %s within %lld ms", \
  "%s에서 %lld ms 안에 응답이 오지 않았습니다") \
X(TOKEN_ODD, "the answer of /api/tokens holds no token", \
  "/api/tokens의 응답에 토큰이 없습니다") \
X(NO_TOKEN, "no token for customer %d: HTTP %d; is the PIN right (--pin)?", \
  "%d번 고객의 토큰을 받지 못했습니다: HTTP %d. PIN(--pin)이 맞는지 확인해 " \
  "주세요") \
X(NO_CUSTOMER, "there is no customer %d; there are 1 to %d", \
  "%d번 고객은 없습니다. 1번부터 %d번까지 있습니다") \
X(URL_ODD, "\"%s\" is not the address of a shop", \
  "상점의 주소로 읽을 수 없습니다: \"%s\"") \
X(NO_PLENTY, "no product has enough stock for a load (orders would only be " \
  "refused); restock one first", \
  "부하를 견딜 만큼 재고가 넉넉한 상품이 없습니다(주문이 거절되기만 " \
  "합니다). 먼저 상품을 입고해 주세요") \
X(NO_BOOKS, "there are no books at %s; was that shape ever up?", \
  "%s에 장부가 없습니다. 그 형태를 실행한 적이 있는지 확인해 주세요") \
X(NO_BOOKS_AT_ALL, "there are no books to audit yet; `cleave up` makes them", \
  "아직 감사할 장부가 없습니다. `cleave up`을 실행하면 만들어집니다")
/* clang-format on */

#endif
