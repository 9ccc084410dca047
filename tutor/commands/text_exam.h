/*
 * text_exam -- what the exam and the worksheet say; see text_list.h.
 */
#ifndef TUTOR_TEXT_EXAM_H
#define TUTOR_TEXT_EXAM_H

/* clang-format off */
#define TEXT_DESIGN(X) \
X(HELP_DESIGN, "write up a design of your own", \
  "직접 한 설계를 정리합니다") \
X(MORE_DESIGN, "Asks for each of K1 to K7: context, decision, costs, what was " \
  "rejected. What stands there is shown; Enter keeps it, a line replaces it, " \
  "- empties it, q leaves. `design K3` asks for K3 only. The records are " \
  "Markdown files in the directory design of the state directory; they may " \
  "be edited by hand. They are the evidence of L4 in `checklist`.", \
  "K1부터 K7까지 배경, 결정, 치르는 값, 버린 대안을 묻습니다. 있는 글을 먼저 " \
  "보여 줍니다. Enter는 그대로 두고, 한 줄을 쓰면 바꾸고, -는 비우고, q는 " \
  "끝냅니다. `design K3`은 K3만 묻습니다. 기록은 상태 디렉터리의 design에 있는 " \
  "Markdown 파일이며 직접 고쳐도 됩니다. `checklist`의 L4 근거가 됩니다.") \
X(DESIGN_KEYS, "Enter keeps what stands there, - empties it, q leaves\n", \
  "Enter 그대로, - 비우기, q 끝내기\n") \
X(DESIGN_NO_SECTION, "there is no section \"%s\"; write K1 to K7", \
  "\"%s\" 항목은 없습니다. K1~K7을 써 주세요") \
X(DESIGN_NOT_UTF8, "This is not UTF-8 text.\n", "UTF-8 텍스트가 아닙니다.\n") \
X(DESIGN_SAVED, "written to %s\n", "%s에 썼습니다\n") \
X(DESIGN_CONTEXT, "Context", "배경") \
X(DESIGN_DECISION, "Decision", "결정") \
X(DESIGN_COSTS, "What it costs", "치르는 값") \
X(DESIGN_REJECTED, "Rejected", "버린 대안") \
X(DESIGN_K1, "Which services are there, which data does each own alone, and " \
  "which bounded context does each follow?", \
  "어떤 서비스가 있고, 각자 어떤 데이터를 혼자 소유하며, 어떤 경계 컨텍스트를 " \
  "따릅니까?") \
X(DESIGN_K2, "What does the gateway do for every call, and what is left to " \
  "the services?", \
  "게이트웨이가 모든 호출에 대해 맡는 일은 무엇이고, 서비스에 남기는 일은 " \
  "무엇입니까?") \
X(DESIGN_K3, "Which calls are synchronous, which are events, and what happens " \
  "while the other side is down?", \
  "어떤 호출이 동기이고 어떤 것이 이벤트이며, 상대가 멈춰 있는 동안 어떻게 " \
  "됩니까?") \
X(DESIGN_K4, "Which steps make up one transaction, how is each compensated, " \
  "and what is seen meanwhile?", \
  "한 트랜잭션을 이루는 단계는 무엇이고, 각각 어떻게 보상하며, 그동안 무엇이 " \
  "보입니까?") \
X(DESIGN_K5, "Which figures, logs and traces tell that something is wrong, " \
  "and who is told?", \
  "어떤 지표, 로그, 추적이 이상을 알려 주며, 누구에게 알립니까?") \
X(DESIGN_K6, "How does a change reach production, and what stops or takes " \
  "back a bad one?", \
  "변경은 어떻게 운영에 반영되고, 잘못된 변경은 무엇이 막거나 되돌립니까?") \
X(DESIGN_K7, "Who may call what, how is that proved at the gateway and " \
  "between services, and where are the secrets?", \
  "누가 무엇을 호출할 수 있고, 게이트웨이와 서비스 사이에서 어떻게 증명하며, " \
  "비밀 값은 어디에 둡니까?")

#define TEXT_EXAM(X) TEXT_DESIGN(X) \
X(HELP_EXAM, "many questions against the clock", \
  "정해진 시간 안에 여러 문제를 풉니다") \
X(MORE_EXAM, "Questions of all lessons and kinds, mixed: 20 in 30 minutes, or " \
  "as --questions N and --minutes N say; --mix read asks of the lessons that " \
  "you have read, --mix weak what is new, due or was wrong. Nothing is said " \
  "about an answer until the end; then what was right, lesson by lesson and " \
  "claim by claim, and every question is explained. Each answer is saved at " \
  "once: an exam that was interrupted goes on with the time that was left; " \
  "--new hands it in and begins another. m marks a question, q or the end of " \
  "the input hands in. --json tells of the last exam and asks nothing.", \
  "모든 강의와 유형의 문제를 섞어 냅니다. 30분에 20문제이며 --questions N과 " \
  "--minutes N으로 바꿀 수 있습니다. --mix read는 읽은 강의에서만, --mix weak는 " \
  "새 문제와 복습할 문제, 틀린 문제에서 냅니다. 끝날 때까지 정답을 알려 주지 않고, " \
  "끝나면 강의별, 주장별 결과와 모든 문제의 해설을 보여 줍니다. 답은 바로 " \
  "저장됩니다. 중단된 시험은 남은 시간으로 이어지며, --new는 그 시험을 제출하고 새로 " \
  "시작합니다. m은 문제를 표시하고, q를 쓰거나 입력이 끝나면 제출합니다. --json은 " \
  "아무것도 묻지 않고 마지막 시험을 보여 줍니다.") \
X(EXAM_NO_QUESTION, "there is no question of that mix; choose all lessons, " \
  "or read a lesson first", \
  "그 범위에는 낼 문제가 없습니다. 전체 범위를 고르거나 강의를 먼저 읽어 주세요") \
X(EXAM_BAD_MIX, "\"%s\" is not a mix; write all, read or weak", \
  "\"%s\"라는 범위는 없습니다. all, read, weak 중 하나를 써 주세요") \
X(EXAM_GO_ON, "An exam was interrupted: %d of %zu answered, %lld minutes left." \
  "\nEnter goes on with it, n hands it in and begins another\n", \
  "중단된 시험이 있습니다. %2$zu문제 중 %1$d문제에 답했고 %3$lld분 남았습니다.\n" \
  "Enter 이어서 보기, n 제출하고 새로 시작하기\n") \
X(EXAM_MARKED, "marked\n", "표시했습니다\n") \
X(EXAM_UNMARKED, "not marked any more\n", "표시를 지웠습니다\n") \
X(EXAM_YOURS, "Your answer: %s\n", "내 답: %s\n") \
X(EXAM_NONE, "You gave no answer.\n", "답하지 않았습니다.\n") \
X(EXAM_TOO_LATE, "the time is over; this answer does not count", \
  "시간이 끝나 이 답은 인정되지 않습니다") \
X(EXAM_KEYS, "s later, m mark, q hand in; what was right is said at the end\n", \
  "s 나중에, m 표시, q 제출. 정답은 끝난 뒤에 알려 드립니다\n") \
X(EXAM_RESUMED, "The exam that was interrupted goes on.\n", \
  "중단된 시험을 이어서 봅니다.\n") \
X(EXAM_LEFT, "(%lld minutes left)\n", "(남은 시간 %lld분)\n") \
X(EXAM_OVER, "\nThe time is over.\n", "\n시간이 끝났습니다.\n") \
X(EXAM_RESULT, "\n%d right of %zu; %d answered\n\n", \
  "\n%2$zu문제 중 %1$d개를 맞혔습니다(답한 문제 %3$d개)\n\n") \
X(EXAM_LESSON, "  lesson %2d  %d of %d\n", "  %1$2d강  %3$d개 중 %2$d개\n") \
X(EXAM_CLAIM, "  %-4s %d of %d\n", "  %1$-4s %3$d개 중 %2$d개\n")
/* clang-format on */

#endif
