/*
 * text_tour -- the tour; see
 *              text_list.h.
 */
#ifndef TUTOR_TEXT_TOUR_H
#define TUTOR_TEXT_TOUR_H

/* clang-format off */
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
