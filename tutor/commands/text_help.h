/*
 * text_help -- each command in a line, and what a learner should know; see
 *              text_list.h.
 */
#ifndef TUTOR_TEXT_HELP_H
#define TUTOR_TEXT_HELP_H

/* clang-format off */
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
/* clang-format on */

#endif
