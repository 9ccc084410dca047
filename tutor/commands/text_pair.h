/*
 * text_pair -- monolith and split side by side; see text_list.h.
 */
#ifndef TUTOR_TEXT_PAIR_H
#define TUTOR_TEXT_PAIR_H

/* clang-format off */
#define TEXT_PAIR(X) \
X(LOAD_LIVE_SECOND, "%3d s", "%3d초") \
X(LOAD_LIVE_SHAPE, "  %s ok %llu refused %llu failed %llu p50 %s p99 %s ms", \
  "  %s 성공 %llu 거절 %llu 실패 %llu p50 %s p99 %s ms") \
X(HELP_COMPARE, "what each shape is and does now, side by side", \
  "두 형태의 지금 모습과 수치를 나란히 보여 줍니다") \
X(MORE_COMPARE, \
  "Answers, errors and times are those of the last second at the front doors\n" \
  "(monolith, gateway). Memory is what the processes really take (PSS), shared\n" \
  "pages split among them. In the tutor `compare` is a screen that also turns\n" \
  "a load and a fault on for both; in lines:\n" \
  "  cleave load checkout 20/s for 10s --live\n" \
  "  cleave kill payments both\n" \
  "  cleave order both --customer 7 --line MUG×2", \
  "응답, 오류, 시간은 각 형태의 입구(monolith, gateway)에서 마지막 1초 동안 잰\n" \
  "값입니다. 메모리는 프로세스가 실제로 쓰는 양(PSS)으로, 함께 쓰는 페이지는\n" \
  "나누어 셉니다. 튜터에서 `compare`는 양쪽에 같은 부하와 장애를 주는\n" \
  "화면입니다. 줄 단위로는 다음 명령을 쓰세요.\n" \
  "  cleave load checkout 20/s for 10s --live\n" \
  "  cleave kill payments both\n" \
  "  cleave order both --customer 7 --line MUG×2") \
X(PAIR_SIDECARS, "sidecars", "사이드카") \
X(PAIR_PLAIN_NOTE, "Figures of the last second at the front doors.\n", \
  "각 형태의 입구에서 마지막 1초 동안 잰 수치입니다.\n") \
X(VIEW_COMPARE, "Side by side", "나란히 비교") \
X(ABOUT_COMPARE, "Both shapes under the same load and the same fault. Enter " \
  "places one order on both; 1 (or F7) turns a load on and off, 2 takes " \
  "another one; 3 does the chosen fault to both, 4 chooses another, 5 undoes " \
  "it. Bars of one row share one scale. `cleave compare` prints the same in " \
  "lines.", \
  "두 형태에 같은 부하와 같은 장애를 줍니다. Enter 키는 양쪽에 같은 주문을 " \
  "넣습니다. 1(또는 F7)은 부하를 켜고 끄고, 2는 부하의 종류를 바꿉니다. 3은 " \
  "고른 장애를 양쪽에 일으키고, 4는 다른 장애를 고르고, 5는 되돌립니다. 한 " \
  "줄의 막대는 같은 눈금을 씁니다. `cleave compare`는 같은 내용을 줄 단위로 " \
  "보여 줍니다.") \
X(PAIR_RATE, "answers/s", "초당 응답") \
X(PAIR_ERRORS, "errors/s", "초당 오류") \
X(PAIR_MEMORY, "memory MiB", "메모리 MiB") \
X(PAIR_PROCESSES, "processes", "프로세스") \
X(PAIR_MINUTE, "last minute", "지난 1분") \
X(PAIR_SINCE, "since fault", "장애 뒤") \
X(PAIR_OF, "%lld of %lld (%lld %%)", "%2$lld건 중 %1$lld건 (%3$lld %%)") \
X(PAIR_UP, "up", "실행 중") \
X(PAIR_PARTLY, "partly up", "일부만 실행 중") \
X(PAIR_DOWN, "down", "멈춤") \
X(PAIR_FROM_LOAD, "rate, errors and times as the load's customers see them", \
  "응답, 오류, 시간은 부하를 주는 고객이 본 값입니다") \
X(PAIR_FROM_DOORS, "rate, errors and times as the front doors tell them", \
  "응답, 오류, 시간은 각 형태의 입구(monolith, gateway)가 알린 값입니다") \
X(PAIR_LOAD_OFF, "1 load: off", "1 부하: 꺼짐") \
X(PAIR_LOAD_ON, "1 load: on for %lld s", "1 부하: %lld초째 켜짐") \
X(PAIR_LOAD_SILENT, "1 load: on, not heard for %lld s", \
  "1 부하: 켜짐, %lld초 동안 소식 없음") \
X(PAIR_LOAD_WHICH, "2 which", "2 종류") \
X(PAIR_FAULT, "3 fault on both", "3 양쪽에 장애") \
X(PAIR_FAULT_ON, "3 fault: on for %lld s", "3 장애: %lld초째") \
X(PAIR_FAULT_WHICH, "4 which", "4 종류") \
X(PAIR_UNDO, "5 undo", "5 되돌리기") \
X(PAIR_RUNS, "running ...", "실행하고 있습니다...") \
X(PAIR_ORDER_HINT, "Enter: the same order on both", \
  "Enter: 양쪽에 같은 주문 넣기") \
X(PAIR_ORDERING, "Both shops are asked ...", "두 상점에 주문하고 있습니다...") \
X(PAIR_TOOK, "%s in %s ms", "%s, %s ms 걸림") \
X(PAIR_PATH, "path: %d processes, %d spans", "경로: 프로세스 %d개, 스팬 %d개") \
X(PAIR_PATH_UNKNOWN, "path: not told yet", "경로: 아직 알려 오지 않음") \
X(PAIR_NOTHING, "Nothing runs. Type: up both", \
  "실행 중인 것이 없습니다. up both를 입력해 보세요.") \
X(BAR_COMPARE, "Compare", "비교") \
X(BAR_LOAD, "Load", "부하") \
X(BAR_OTHER_LOAD, "Mix", "다른 부하") \
X(BAR_FAULT, "Fault", "장애") \
X(BAR_OTHER_FAULT, "Next", "다른 장애") \
X(BAR_UNDO, "Undo", "되돌리기")
/* clang-format on */

#endif
