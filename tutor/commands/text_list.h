/*
 * text_list -- the table behind tutor/commands/text.h; include that instead.
 *
 * X(ID, english, korean). A row without one of the languages does not compile.
 * Korean may take the values in another order. Words that are typed (commands,
 * names of processes, states) stay as they are in both languages.
 */
#ifndef TUTOR_TEXT_LIST_H
#define TUTOR_TEXT_LIST_H

#include "tutor/commands/text_boundaries.h"
#include "tutor/commands/text_migrate.h"
#include "tutor/commands/text_lab.h"
#include "tutor/commands/text_system.h"
#include "tutor/commands/text_operate.h"
#include "tutor/commands/text_fault.h"
#include "tutor/commands/text_mesh.h"
#include "tutor/commands/text_parameters.h"
#include "tutor/commands/text_patterns.h"
#include "tutor/commands/text_discovery.h"
#include "tutor/commands/text_observe.h"
#include "tutor/commands/text_trace.h"
#include "tutor/commands/text_stream.h"
#include "tutor/commands/text_watch.h"
#include "tutor/commands/text_saga.h"
#include "tutor/commands/text_screens.h"
#include "tutor/commands/text_study.h"
#include "tutor/commands/text_lesson.h"
#include "tutor/commands/text_ledger.h"
#include "tutor/commands/text_data.h"

/* clang-format off */
#define TEXT_LIST(X) \
TEXT_WORDS(X) TEXT_WORLD(X) TEXT_REPORTS(X) TEXT_HELP(X) TEXT_RULES(X) \
TEXT_LAB(X) TEXT_BOUNDARIES(X) \
TEXT_SYSTEM_PANEL(X) \
TEXT_TOUR(X) TEXT_DISCOVERY(X) TEXT_OBSERVE(X) TEXT_TRACES(X) \
TEXT_PATTERNS(X) TEXT_FAULTS(X) TEXT_OPERATE(X) TEXT_MESH_POLICY(X) \
TEXT_STREAM(X) TEXT_WATCH(X) TEXT_EXPLAIN(X) TEXT_SAGA(X) \
TEXT_SCREENS(X) TEXT_LESSON_SCREENS(X) TEXT_MIGRATE(X) TEXT_STUDY(X) \
TEXT_SIDES(X) TEXT_LEDGER(X) TEXT_DATA(X)

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

/* ---- what commands report ---- */
#define TEXT_REPORTS(X) \
X(MONOLITH, "monolith", "모놀리스(monolith)") \
X(SPLIT, "split", "분리형(split)") \
X(TOOK, "took %s ms", "걸린 시간 %s ms") \
X(UP_READY, "ready after %lld ms\n", "%lld ms 만에 준비되었습니다\n") \
X(UP_ALREADY, "already up\n", "이미 실행 중입니다\n") \
X(DOWN_DONE, "stopped: %s\n", "멈췄습니다: %s\n") \
X(DOWN_ALREADY, "nothing was up\n", "실행 중인 것이 없었습니다\n") \
X(STATUS_NOTHING, "nothing is up; `cleave up` starts the shop\n", \
  "실행 중인 것이 없습니다. `cleave up`으로 상점을 시작할 수 있습니다\n") \
X(STATUS_PROCESS, "process", "프로세스") \
X(STATUS_STATE, "state", "상태") \
X(STATUS_PID, "pid", "pid") \
X(STATUS_VERSION, "version", "버전") \
X(STATUS_HEALTH, "health", "응답") \
X(STATUS_REQUESTS, "requests", "요청") \
X(STATUS_P99, "p99 ms", "p99 ms") \
X(STATUS_RESIDENT, "MiB", "MiB") \
X(HEALTH_OK, "answers", "정상") \
X(HEALTH_SILENT, "silent", "무응답") \
X(HEALTH_DOWN, "-", "-") \
X(SHAPE_UP, "up      ", "실행 중  ") \
X(SHAPE_PARTLY, "in part ", "일부 실행") \
X(SHAPE_DOWN_NOW, "down    ", "중단     ") \
X(ORDER_TOTAL, "total %s won\n", "합계 %s원\n") \
X(KILLED, "killed", "강제 종료했습니다") \
X(PAUSED, "paused", "일시 정지했습니다") \
X(RESUMED, "resumed", "재개했습니다") \
X(RESTARTED, "restarted and ready", "다시 시작했고, 준비되었습니다") \
X(CRASH_ARMED, "will die when it reaches that point", \
  "그 지점에 이르면 강제 종료됩니다") \
X(LOAD_DUE, "requests due", "예정된 요청") \
X(LOAD_OK, "succeeded (2xx)", "성공(2xx)") \
X(LOAD_REFUSED, "refused (4xx)", "거절(4xx)") \
X(LOAD_FAILED, "failed (5xx)", "실패(5xx)") \
X(LOAD_LOST, "no answer", "무응답") \
X(LOAD_DROPPED, "never sent", "보내지 못함") \
X(LOAD_RATE, "succeeded a second", "초당 성공") \
X(LOAD_CONNECTIONS, "connections", "연결 수") \
X(LOAD_LAG_MEDIAN, "generator lag p50 ms", \
  "발생기 지연 p50 ms") \
X(LOAD_LAG, "generator lag p99 ms", "발생기 지연 p99 ms") \
X(LOAD_INTERRUPTED, "interrupted; what was measured until then:\n", \
  "중단했습니다. 그때까지 측정한 결과입니다:\n") \
X(LANG_NOW, "cleave speaks English.\n", "한국어로 안내합니다.\n") \
X(LANG_OVERRULED, "CLEAVE_LANG=%s is set and will overrule this choice the " \
  "next time.\n", \
  "환경 변수 CLEAVE_LANG에 %s 값이 설정되어 있어, 다음 실행에서는 그 값을 " \
  "따릅니다.\n") \
X(SHELL_ALREADY, "You are in the shell already.\n", "이미 셸 안에 있습니다.\n") \
X(SHELL_WELCOME, "Type a command; `help` lists them, Tab completes, Ctrl-D " \
  "leaves.\n", \
  "명령을 입력해 주세요. `help`는 목록, Tab은 자동 완성, Ctrl-D는 " \
  "나가기입니다.\n") \
X(SHELL_BYE, "The shop stays as it is; `cleave down` stops it.\n", \
  "상점은 그대로 둡니다. 멈추려면 `cleave down`을 실행해 주세요.\n") \
X(HELP_INTRO, "cleave: the same shop as a monolith and as microservices, " \
  "side by side.\n", \
  "cleave: 같은 상점을 모놀리스(monolith)와 마이크로서비스로 띄워 " \
  "비교합니다.\n") \
X(HELP_COMMAND, "command", "명령") \
X(HELP_DOES, "does", "하는 일") \
X(HELP_END, "`cleave help COMMAND` says more about one. Every command takes " \
  "--json.\nExit status: 0 done, 1 refused or failed, 2 the command was " \
  "written wrongly.\n", \
  "`cleave help 명령`은 자세한 설명입니다. 모든 명령에 --json을 쓸 수 " \
  "있습니다.\n종료 상태: 0 완료, 1 거절되거나 실패함, 2 명령을 잘못 씀.\n") \
X(AUDIT_HELD, "held  ", "지켜짐") \
X(AUDIT_BROKEN, "BROKEN", "어긋남") \
X(AUDIT_MORE, "        and %lld more\n", "        그 밖에 %lld건\n") \
X(AUDIT_FACTS, ": orders %lld (confirmed %lld, rejected %lld, cancelled " \
  "%lld, running %lld);\n  %s won in all accounts\n", \
  ": 주문 %lld건(확정 %lld, 거절 %lld, 취소 %lld, 진행 %lld),\n  모든 " \
  "계좌의 합계 %s원\n") \
X(AUDIT_ALL_HELD, "  all %d rules held\n\n", \
  "  규칙 %d개가 모두 지켜졌습니다\n\n") \
X(AUDIT_UNFINISHED, "  nothing is wrong, but not everything has finished; " \
  "audit again, or see\n  what is down with `cleave status`\n\n", \
  "  잘못된 것은 없지만 아직 끝나지 않은 일이 있습니다. 다시 감사하거나\n" \
  "  `cleave status`로 내려간 프로세스를 확인해 주세요\n\n") \
X(AUDIT_SOME_BROKEN, "  the books are wrong: see the rules marked BROKEN\n\n", \
  "  장부가 맞지 않습니다. \"어긋남\"으로 표시된 규칙을 살펴보세요\n\n")

/* ---- help: one line, then what a learner should know ---- */
#define TEXT_HELP(X) \
X(HELP_UP, "start the shop and wait until it is ready", \
  "상점을 시작하고 준비될 때까지 기다립니다") \
X(MORE_UP, \
  "Starts one shape, or both when none is named, with a supervisor that\n" \
  "watches the processes, and prints the addresses and how long it took.\n" \
  "Ports: --port N with one shape; --monolith-port and --gateway-port with\n" \
  "both; else $CLEAVE_MONOLITH_PORT and $CLEAVE_GATEWAY_PORT; else 8081 for\n" \
  "the monolith and 8080 for the gateway. Port 0 takes any free one;\n" \
  "--free-ports does where the usual one is taken by another program.\n" \
  "  cleave up\n  cleave up split --port 0", \
  "지정한 형태를, 지정하지 않으면 두 형태를 모두 시작합니다. 프로세스를\n" \
  "지켜보는 슈퍼바이저(supervisor)도 함께 시작하며, 주소와 걸린 시간을\n" \
  "알려 줍니다.\n" \
  "포트: 한 형태만 띄울 때는 --port N, 둘 다 띄울 때는 --monolith-port와\n" \
  "--gateway-port를 씁니다. 옵션이 없으면 $CLEAVE_MONOLITH_PORT와\n" \
  "$CLEAVE_GATEWAY_PORT를, 그것도 없으면 모놀리스는 8081, 게이트웨이는\n" \
  "8080을 씁니다. 0을 주면 비어 있는 포트를 고릅니다. --free-ports를 주면\n" \
  "다른 프로그램이 쓰고 있는 포트 대신 비어 있는 포트를 고릅니다.\n" \
  "  cleave up\n  cleave up split --port 0") \
X(HELP_DOWN, "stop the shop; its data stays", \
  "상점을 멈춥니다. 데이터는 남습니다") \
X(MORE_DOWN, \
  "Lets open requests end, then stops the processes of that shape, or of both.\n" \
  "When nothing is left running, the supervisor ends as well.\n" \
  "  cleave down\n  cleave down monolith", \
  "처리 중인 요청을 마친 뒤, 지정한 형태의 프로세스를(지정하지 않으면\n" \
  "모두) 멈춥니다. 실행 중인 것이 없으면 슈퍼바이저(supervisor)도 끝납니다.\n" \
  "  cleave down\n  cleave down monolith") \
X(HELP_STATUS, "show which processes run", "실행 중인 프로세스를 보여 줍니다") \
X(MORE_STATUS, \
  "One row for each process: its state, pid and version, whether it answers,\n" \
  "its requests so far, the 99th percentile of their times and its resident\n" \
  "memory. A shape is up when all of its processes are ready. With --json also\n" \
  "the socket of each process and why it ended last.\n" \
  "A state is starting, ready, not-ready (it wants no calls), paused, stopping,\n" \
  "stopped, killed (by command), crashed or crash-loop (it starts again after a\n" \
  "wait), failed (given up) or asleep (the first call starts it).\n" \
  "With --watch it goes on until Ctrl-C, or for the time of --for: on a terminal\n" \
  "the table is painted anew in its place, in a pipe each change is one line, with\n" \
  "--json one object.\n" \
  "  cleave status --json\n" \
  "  cleave status --watch", \
  "프로세스마다 한 줄로 상태, pid, 버전, 응답 여부, 지금까지의 요청 수,\n" \
  "처리 시간의 99번째 백분위수(p99), 상주 메모리를 보여 줍니다. 모든\n" \
  "프로세스가 준비된 형태를 \"실행 중\"으로 표시합니다. --json을 붙이면\n" \
  "프로세스별 소켓과 마지막 종료 이유도 나옵니다.\n" \
  "상태는 starting, ready, not-ready(호출을 받지 않음), paused, stopping,\n" \
  "stopped, killed(명령으로 종료), crashed와 crash-loop(기다렸다가 다시 시작),\n" \
  "failed(더 시작하지 않음), asleep(첫 호출이 오면 시작) 중 하나입니다.\n" \
  "--watch를 쓰면 Ctrl-C를 누르거나 --for로 정한 시간이 지날 때까지 이어서 보여\n" \
  "줍니다. 터미널에서는 표를 제자리에서 다시 그리고, 파이프에서는 변화마다 한 줄씩,\n" \
  "--json을 쓰면 객체 하나씩 출력합니다.\n" \
  "  cleave status --json\n" \
  "  cleave status --watch") \
X(HELP_ORDER, "place an order, on every shape that runs", \
  "실행 중인 모든 형태에 주문을 넣습니다") \
X(MORE_ORDER, \
  "Prints the answers side by side. Each order carries a fresh idempotency\n" \
  "key; give the same --key twice to see that nothing is ordered twice. A line\n" \
  "without a number orders one.\n" \
  "Customers are 1 to 100; their PIN is that number in four digits\n" \
  "(0007).\n" \
  "  cleave order --customer 7 --line MUG×2 --line PEN×1\n" \
  "  cleave order split --customer 10 --line MUG×1      has little money\n" \
  "  cleave order split --customer 15 --line MUG×1      lives on an island", \
  "응답을 나란히 보여 줍니다. 주문마다 새 멱등 키(idempotency key)를\n" \
  "붙입니다. 같은 --key로 두 번 주문해 보면 주문이 하나만 생기는 것을 확인할\n" \
  "수 있습니다. 수량을 쓰지 않은 항목은 한 개를 주문합니다.\n" \
  "고객은 1번부터 100번까지 있고, PIN은 번호를 네 자리로 쓴 것입니다(7번은 0007).\n" \
  "  cleave order --customer 7 --line MUG×2 --line PEN×1\n" \
  "  cleave order split --customer 10 --line MUG×1      잔액이 적은 고객\n" \
  "  cleave order split --customer 15 --line MUG×1      섬에 사는 고객") \
X(HELP_GET, "read a path of the shop (GET)", "상점의 경로를 조회합니다(GET)") \
X(MORE_GET, \
  "Asks every shape that runs, or that of --shape. A token is fetched when the\n" \
  "path needs one: for customer 7, or for --customer N.\n" \
  "  cleave get /api/products\n  cleave get /api/users/7", \
  "실행 중인 모든 형태에, 또는 --shape로 고른 형태에 요청합니다. 토큰이\n" \
  "필요한 경로라면 7번 고객(또는 --customer N)의 토큰을 받아서 씁니다.\n" \
  "  cleave get /api/products\n  cleave get /api/users/7") \
X(HELP_CALL, "send any request to the shop", \
  "상점에 원하는 요청을 보냅니다") \
X(MORE_CALL, \
  "The method, the path, and a JSON body where one belongs. Restocking is done\n" \
  "as customer 100, the manager, unless --customer says otherwise.\n" \
  "  cleave call POST /api/products/MUG/restock '{\"quantity\":10}'\n" \
  "  cleave call POST /api/orders/ID/cancel --shape split", \
  "메서드와 경로를 쓰고, 필요하면 JSON 본문을 붙입니다. 입고 요청은\n" \
  "--customer가 없으면 점장인 100번 고객의 토큰으로 보냅니다.\n" \
  "  cleave call POST /api/products/MUG/restock '{\"quantity\":10}'\n" \
  "  cleave call POST /api/orders/ID/cancel --shape split") \
X(HELP_RPC, "call one service by gRPC, past the gateway", \
  "게이트웨이를 거치지 않고 서비스를 gRPC로 직접 호출합니다") \
X(MORE_RPC, \
  "Write SERVICE.Method and the message as JSON. Every process also answers\n" \
  "Status, about itself. Behind the gateway, services listen on Unix sockets\n" \
  "only. A method that streams takes several messages: as words, or a line\n" \
  "each from the input, whose end, Ctrl-C or --for ends your side.\n" \
  "  cleave rpc payments.Wallet '{\"customer_id\":7}'\n" \
  "  cleave rpc orders.Status\n" \
  "  cleave rpc inventory.WatchStock '{\"watch\":[\"LAMP\",\"VASE\"]}' --for 1m", \
  "서비스.메서드와 JSON 메시지를 씁니다. 모든 프로세스는 자신의 상태를\n" \
  "알려 주는 Status에도 응답합니다. 게이트웨이 뒤의 서비스는 유닉스\n" \
  "소켓(Unix socket)으로만 요청을 받습니다. 스트리밍(streaming) 메서드에는\n" \
  "메시지를 여러 개 보낼 수 있습니다. 단어로 쓰거나 입력에 한 줄씩 쓰며,\n" \
  "입력이 끝나거나 Ctrl-C를 누르거나 --for로 정한 시간이 지나면 보내기를\n" \
  "마칩니다.\n" \
  "  cleave rpc payments.Wallet '{\"customer_id\":7}'\n" \
  "  cleave rpc orders.Status\n" \
  "  cleave rpc inventory.WatchStock '{\"watch\":[\"LAMP\",\"VASE\"]}' --for 1m") \
X(HELP_LOAD, "put load on every shape at once and measure", \
  "모든 형태에 동시에 부하를 주고 측정합니다") \
X(MORE_LOAD, \
  "Requests arrive by a schedule and wait for no answer (open loop); a time\n" \
  "runs from the moment a request was due. Mixes: reads, orders, checkout\n" \
  "(list, product, order, get), burst (all at once). Ctrl-C ends it and prints\n" \
  "what was measured. Times are those of requests that succeeded; the\n" \
  "generator's own lateness (generator lag) is part of them.\n" \
  "--live also tells each second as it ends.\n" \
  "  cleave load reads 200/s for 10s\n" \
  "  cleave load orders 50/s for 5s as before --shape split", \
  "앞선 응답을 기다리지 않고 정해진 일정대로 요청을 보냅니다(개방형 부하,\n" \
  "open loop). 지연 시간은 보내기로 한 시각부터 잽니다. 부하의 종류(MIX)는\n" \
  "reads(조회), orders(주문), checkout(목록·상품·주문·조회),\n" \
  "burst(한꺼번에)입니다. Ctrl-C를 누르면 거기서 끝내고 그때까지의 결과를\n" \
  "보여 줍니다. 지연 시간은 성공한 요청만 집계하며, 부하 발생기 자체의\n" \
  "지연(발생기 지연)도 그 안에 들어 있습니다. --live를 쓰면 1초가 지날 때마다\n" \
  "그 1초의 결과도 보여 줍니다.\n" \
  "  cleave load reads 200/s for 10s\n" \
  "  cleave load orders 50/s for 5s as before --shape split") \
X(HELP_KILL, "kill a process (SIGKILL); it stays down", \
  "프로세스를 강제 종료합니다(SIGKILL). 되살리지 않습니다") \
X(MORE_KILL, \
  "TARGET is a process: monolith, gateway, customers, orders, payments,\n" \
  "inventory, shipping, registry: all instances of it, or one, as payments-2.\n" \
  "It is looked for in the split, unless a shape is named.\n" \
  "In the monolith every service is the one process, so `kill payments both`\n" \
  "kills payments in the split, and everything in the monolith.\n" \
  "  cleave kill payments\n  cleave kill payments both", \
  "TARGET은 프로세스입니다: monolith, gateway, customers, orders, payments,\n" \
  "inventory, shipping, registry. 그 인스턴스 모두를 뜻하고, payments-2처럼\n" \
  "쓰면 하나만 뜻합니다. 형태를 쓰지 않으면 분리형에서 찾습니다. 모놀리스는\n" \
  "모든 서비스가 한 프로세스이므로, `kill payments both`를 실행하면\n" \
  "분리형에서는 결제만, 모놀리스에서는 전부가 종료됩니다.\n" \
  "  cleave kill payments\n  cleave kill payments both") \
X(HELP_PAUSE, "freeze a process (SIGSTOP)", \
  "프로세스를 일시 정지합니다(SIGSTOP)") \
X(MORE_PAUSE, \
  "A paused process holds its connections and answers nothing: the hardest\n" \
  "failure to tell from slowness. `resume` lets it go on.\n" \
  "  cleave pause payments", \
  "일시 정지된 프로세스는 연결을 유지한 채 아무 응답도 하지 않습니다.\n" \
  "단순히 느린 것과 구별하기가 가장 어려운 장애입니다. `resume`으로\n" \
  "재개합니다.\n" \
  "  cleave pause payments") \
X(HELP_RESUME, "let a paused process go on (SIGCONT)", \
  "일시 정지된 프로세스를 재개합니다(SIGCONT)") \
X(MORE_RESUME, "  cleave resume payments", "  cleave resume payments") \
X(HELP_RESTART, "stop a process and start it again", \
  "프로세스를 멈췄다가 다시 시작합니다") \
X(MORE_RESTART, \
  "Works on a process in any state, also on a killed one; answers when it is\n" \
  "ready. `restart all` restarts all that `down` has not stopped.\n" \
  "  cleave restart payments\n  cleave restart payments both", \
  "강제 종료된 프로세스를 비롯해 어떤 상태에서든 쓸 수 있고, 준비가 되면\n" \
  "알려 줍니다. `restart all`은 `down`으로 멈춘 것을 뺀 모두를 다시\n" \
  "시작합니다.\n" \
  "  cleave restart payments\n  cleave restart payments both") \
X(HELP_CRASH, "let a process die at a named line of its code", \
  "코드의 장애 지점(crash point)에서 프로세스를 죽입니다") \
X(MORE_CRASH, \
  "The next time the process reaches the crash point POINT (with --count N the\n" \
  "N-th time) it dies by SIGKILL, its files as they are. It stays down until\n" \
  "`restart` or `up`. Tab in the shell completes the points, and `rpc\n" \
  "payments.Status` lists those of payments.\n" \
  "  cleave crash payments at payments.after-charge\n" \
  "  cleave crash monolith at checkout.after-charge", \
  "프로세스가 다음에(--count N이면 N번째로) 장애 지점 POINT에 이르면\n" \
  "SIGKILL로 죽고, 파일은 그 순간의 모습 그대로 남습니다. `restart`나 `up`을\n" \
  "하기 전까지 내려가 있습니다. 셸에서 Tab 키로 지점 이름을 완성할 수 있고,\n" \
  "`rpc payments.Status`는 결제 서비스의 장애 지점을 보여 줍니다.\n" \
  "  cleave crash payments at payments.after-charge\n" \
  "  cleave crash monolith at checkout.after-charge") \
X(HELP_AUDIT, "check all books: was anything lost or doubled?", \
  "모든 장부를 감사합니다. 사라지거나 중복된 것을 찾습니다") \
X(MORE_AUDIT, \
  "Reads the databases itself and trusts no code of the shop; the shop may be\n" \
  "down. Every rule is held or broken. The figure beside it says how much was\n" \
  "checked (rows, or won). A broken rule names the first ids and makes the exit\n" \
  "status 1. Waits up to 5 s for unfinished orders; with --allow-running what\n" \
  "only unfinished orders explain is \"under way\" and no breach. --sides adds\n" \
  "what was compared with what.\n" \
  "  cleave audit\n  cleave audit split --allow-running", \
  "상점의 코드를 믿지 않고 데이터베이스를 직접 읽습니다. 상점이 멈춰 있어도\n" \
  "됩니다. 규칙마다 지켜졌는지 어긋났는지를 알려 주며, 옆의 수는 검사한\n" \
  "양(행의 수나 금액)입니다. 어긋난 규칙이 있으면 해당하는 id를 몇 개 보여\n" \
  "주고 종료 상태가 1이 됩니다. 끝나지 않은 주문은 5초까지 기다립니다.\n" \
  "--allow-running이면 처리 중인 주문 때문에 아직 맞지 않는 것은 \"진행 중\"으로\n" \
  "보고 어긋난 것으로 치지 않습니다. --sides는 무엇과 무엇을 비교했는지도\n" \
  "보여 줍니다.\n" \
  "  cleave audit\n  cleave audit split --allow-running") \
X(HELP_SHELL, "type commands one after another", \
  "명령을 하나씩 이어서 입력합니다") \
X(MORE_SHELL, \
  "With completion (Tab), a history and line editing. Lines that begin with #\n" \
  "are comments. Without a terminal it reads commands from its input.\n" \
  "Ctrl-C empties the line, Ctrl-D leaves.", \
  "자동 완성(Tab), 명령 기록, 줄 편집을 쓸 수 있습니다. #으로 시작하는 줄은\n" \
  "주석입니다. 터미널이 아니면 표준 입력에서 명령을 읽습니다.\n" \
  "Ctrl-C는 입력하던 줄을 지우고, Ctrl-D는 셸을 끝냅니다.") \
X(HELP_TOUR, "a first walk: start, order, break, repair, audit", \
  "첫 둘러보기: 시작, 주문, 고장, 복구, 감사") \
X(MORE_TOUR, \
  "Starts both shapes, orders on both, kills payments, watches what still\n" \
  "works, repairs it and audits the books. Ends in the shell on a terminal;\n" \
  "elsewhere it stops what it started.", \
  "두 형태를 시작해 주문하고, 결제를 강제 종료한 뒤 무엇이 여전히 동작하는지\n" \
  "살펴보고, 복구한 다음 장부를 감사합니다. 터미널에서는 셸로 이어지고, 그\n" \
  "밖에서는 시작한 것을 멈추고 끝납니다.") \
X(HELP_LANG, "choose the language: Korean or English", \
  "언어를 고릅니다: 한국어 또는 영어") \
X(MORE_LANG, \
  "Without a word it says which language is used. The choice is kept.\n" \
  "$CLEAVE_LANG overrules it; without both, LC_ALL, LC_MESSAGES and LANG\n" \
  "decide.\n  cleave lang ko", \
  "언어를 쓰지 않으면 지금 언어를 알려 줍니다. 고른 언어는 계속\n" \
  "유지됩니다. $CLEAVE_LANG이 있으면 그 값이 우선하고, 둘 다 없으면\n" \
  "LC_ALL, LC_MESSAGES, LANG을 따릅니다.\n  cleave lang ko") \
X(HELP_HELP, "list the commands, or explain one", \
  "명령 목록을 보거나 한 명령을 설명합니다") \
X(MORE_HELP, "  cleave help load", "  cleave help load") \
X(HELP_VERSION, "print the version", "버전을 알려 줍니다") \
X(MORE_VERSION, "  cleave version --json", "  cleave version --json")

/* ---- the auditor's rules ---- */
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

/* ---- the tour ---- */
#define TEXT_TOUR(X) \
X(TOUR_WELCOME, \
  "Welcome. The same shop is about to start twice: as a monolith, one process\n" \
  "with one database, and split into services that own their data and talk\n" \
  "over sockets. Whatever you do, you can do to both, and compare.\n", \
  "환영합니다. 이제 같은 상점을 두 가지 형태로 시작합니다. 모놀리스(monolith)는\n" \
  "프로세스 하나와 데이터베이스 하나로 되어 있고, 분리형(split)은 저마다 자기\n" \
  "데이터를 소유하고 소켓으로 통신하는 여러 서비스로 나뉘어 있습니다. 무엇이든\n" \
  "두 형태에 똑같이 해 보고 결과를 비교할 수 있습니다.\n") \
X(UP_PORT_TAKEN, \
  "Port %d is taken by another program, so a free one is used instead.\n", \
  "%d번 포트를 다른 프로그램이 쓰고 있어, 대신 비어 있는 포트를 씁니다.\n") \
X(TOUR_WAS_UP, \
  "Your shop is up already. It is used as it is and stays up afterwards.\n", \
  "상점이 이미 실행 중입니다. 그대로 사용하고, 끝난 뒤에도 멈추지 않습니다.\n") \
X(TOUR_FIRST, \
  "Customer 7 orders two mugs and a pen, once on each shape. Compare the two\n" \
  "answers, and the time each took.\n", \
  "7번 고객이 두 형태에 각각 머그잔 두 개와 펜 하나를 주문합니다. 두 응답과\n" \
  "걸린 시간을 비교해 보세요.\n") \
X(TOUR_PATHS, \
  "The monolith did it in one process and one transaction:\n" \
  "    order -> payment -> stock -> parcel            (one commit)\n" \
  "In the split the same steps are calls between services, and each service\n" \
  "commits for itself. A saga records how far the order has come:\n" \
  "    gateway -> orders -> payments                  (commit)\n" \
  "                      -> inventory                 (commit)\n" \
  "                      -> shipping                  (commit)\n" \
  "Here is that saga's log:\n", \
  "모놀리스는 한 프로세스 안에서 트랜잭션(transaction) 하나로 처리했습니다.\n" \
  "    주문 -> 결제 -> 재고 -> 배송                   (커밋 한 번)\n" \
  "분리형에서는 같은 단계가 서비스 사이의 호출이 되고, 서비스마다 따로\n" \
  "커밋합니다. 주문이 어디까지 진행되었는지는 사가(saga)가 기록합니다.\n" \
  "    gateway -> orders -> payments                  (커밋)\n" \
  "                      -> inventory                 (커밋)\n" \
  "                      -> shipping                  (커밋)\n" \
  "이 주문의 사가가 남긴 기록입니다.\n") \
X(TOUR_KILL, \
  "Now something breaks: the process that takes payments is killed. In the\n" \
  "monolith payment is a part of the one process, so all of it dies.\n", \
  "이제 장애를 일으켜 보겠습니다. 결제를 맡은 프로세스를 강제 종료합니다.\n" \
  "모놀리스에서는 결제도 하나뿐인 프로세스의 일부라서 상점 전체가 죽습니다.\n") \
X(TOUR_READ, \
  "Can a visitor still look at a mug?\n", \
  "손님은 여전히 머그잔을 구경할 수 있을까요?\n") \
X(TOUR_PENDING, \
  "And can customer 7 still order? The split keeps the order, tries to charge it\n" \
  "for two seconds, answers 202 (accepted), and goes on trying.\n", \
  "7번 고객은 여전히 주문할 수 있을까요? 분리형은 주문을 저장하고 2초 동안\n" \
  "결제를 시도한 뒤 202(접수됨)로 응답하고, 그 뒤로도 계속 시도합니다.\n") \
X(TOUR_REPAIR, \
  "Payments is started again, and so is the monolith.\n", \
  "결제 서비스와 모놀리스를 다시 시작합니다.\n") \
X(TOUR_ENDED, \
  "Nobody has to send the pending order again. The saga tried with the same\n" \
  "key until the answer was known:\n", \
  "대기 중이던 주문을 다시 보낼 필요는 없습니다. 결과를 알 때까지 사가가 같은\n" \
  "키로 계속 다시 시도했습니다.\n") \
X(TOUR_NOT_PENDING, \
  "The split gave another answer than 202 this time, so there is no pending\n" \
  "order to follow.\n", \
  "이번에는 분리형의 응답이 202가 아니어서, 지켜볼 대기 주문이 없습니다.\n") \
X(TOUR_NO_END, \
  "The pending order has not ended within %d s. `cleave status` shows what is\n" \
  "not ready.\n", \
  "대기 주문이 %d초 안에 끝나지 않았습니다. `cleave status`로 준비되지 않은\n" \
  "프로세스를 볼 수 있습니다.\n") \
X(TOUR_AUDIT, \
  "Was anything lost, or done twice? The auditor reads every database itself\n" \
  "and compares the books.\n", \
  "사라지거나 두 번 처리된 것은 없을까요? 감사기(auditor)가 모든\n" \
  "데이터베이스를 직접 읽어 장부를 맞춰 봅니다.\n") \
X(TOUR_SHELL, \
  "That was the tour. The shop is yours now; `help` lists what you can do.\n", \
  "둘러보기를 마쳤습니다. 이제 상점을 마음껏 다뤄 보세요. 할 수 있는 일은\n" \
  "`help`로 볼 수 있습니다.\n") \
X(TOUR_DOWN, \
  "That was the tour. What it started is stopped again; `cleave up` and\n" \
  "`cleave shell` on a terminal go on from here.\n", \
  "둘러보기를 마쳤습니다. 시작했던 것은 다시 멈춥니다. 더 해 보려면 터미널에서\n" \
  "`cleave up`과 `cleave shell`을 실행해 주세요.\n") \
X(TOUR_CUT, "The tour ends here, before its end. What it started is stopped " \
  "again.\n", \
  "둘러보기를 끝까지 가지 못하고 여기서 마칩니다. 시작했던 것은 다시 " \
  "멈춥니다.\n") \
X(TOUR_STAYS, "That was the tour. Your shop stays up.\n", \
  "둘러보기를 마쳤습니다. 상점은 그대로 실행 중입니다.\n") \
X(TOUR_ENTER, "[Enter] ", "[Enter 키를 눌러 주세요] ")
/* clang-format on */

#endif
