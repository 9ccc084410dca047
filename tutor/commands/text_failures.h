/*
 * text_failures -- the failure lab; see text_list.h.
 */
#ifndef TUTOR_TEXT_FAILURES_H
#define TUTOR_TEXT_FAILURES_H

/* clang-format off */
#define TEXT_FAILURES(X) \
X(VIEW_FAILURES, "Failure lab", "장애 실험실") \
X(ABOUT_FAILURES, "Break something on purpose and see what changes. Tab or the " \
  "arrows go from field to field, left and right change one, digits type a " \
  "number; Enter injects. Below stand the figures as they were at that moment " \
  "and as they are now, and the faults that are on: Enter on one heals it, F7 " \
  "heals all. The line that is run is always shown; in lines: `fault`, " \
  "`faults`, `heal`.", \
  "일부러 장애를 일으키고 무엇이 달라지는지 봅니다. Tab이나 위아래 화살표로 칸을 " \
  "옮기고, 좌우 화살표로 바꾸고, 숫자는 바로 입력하고, Enter 키로 주입합니다. " \
  "아래에는 주입한 순간의 수치와 지금의 수치, 활성화된 장애가 나옵니다. 장애를 " \
  "골라 Enter 키를 누르면 그것만, F7을 누르면 모두 되돌립니다. 실행되는 명령은 " \
  "늘 화면에 보입니다. 줄 단위로는 `fault`, `faults`, `heal`을 쓰세요.") \
X(FAULT_TARGET, "target", "대상") \
X(FAULT_SIDECAR, "sidecar", "사이드카") \
X(FAULT_FAMILY, "where", "위치") \
X(FAULT_KIND, "what", "종류") \
X(FAULT_PERCENT, "how often", "비율") \
X(FAULT_DIRECTION, "direction", "방향") \
X(FAULT_DURATION, "for", "기간") \
X(FAULT_LOAD, "load", "부하") \
X(FAULT_BUSY, "The command before is still running.", \
  "앞의 명령이 아직 실행 중입니다.") \
X(FAULT_RUNS, "running ...", "실행하고 있습니다...") \
X(FAULT_BEFORE, "before", "주입 전") \
X(FAULT_NOW, "now", "지금") \
X(FAULT_CHANGED, "%lld s since the fault", "주입한 지 %lld초") \
X(FAULT_NOT_YET, "Enter injects; the figures of that moment stay here.", \
  "Enter 키로 주입하면 그 순간의 수치가 여기에 남습니다.") \
X(FAULT_ACTIVE_HEAD, "Faults that are on (Enter heals the chosen one, F7 all)", \
  "활성화된 장애(골라서 Enter: 되돌리기, F7: 모두 되돌리기)") \
X(FAULT_ACTIVE_NONE, "No fault is on.", "활성화된 장애가 없습니다.") \
X(FAULT_ACTIVE_UNKNOWN, "The faults have not been listed yet.", \
  "장애 목록을 아직 받지 못했습니다.") \
X(FAULT_LEFT, "%lld s left, struck %lld of %lld", \
  "%1$lld초 남음, %3$lld번 중 %2$lld번 발생") \
X(FAULT_QUIET, "Nothing is asked of it: choose a load to see a difference.", \
  "들어오는 요청이 없습니다. 부하를 골라야 차이가 보입니다.") \
X(BAR_FAILURES, "Failures", "장애") \
X(BAR_FIELD, "Field", "칸 옮기기") \
X(BAR_CHANGE, "Change", "바꾸기") \
X(BAR_INJECT, "Inject", "주입") \
X(BAR_HEAL_ALL, "Heal all", "모두 되돌리기")
/* clang-format on */

#endif
