/*
 * text_exam -- what the exam and the worksheet say; see text_list.h.
 */
#ifndef TUTOR_TEXT_EXAM_H
#define TUTOR_TEXT_EXAM_H

/* clang-format off */
#define TEXT_EXAM(X) \
X(HELP_EXAM, "many questions against the clock", \
  "정해진 시간 안에 여러 문제를 풉니다") \
X(MORE_EXAM, "Questions of all lessons and kinds, mixed: 20 in 30 minutes, or " \
  "as --questions N and --minutes N say. Nothing is said about an answer " \
  "until the end; then what was right, claim by claim. Each answer is saved " \
  "at once: an exam that was interrupted goes on, with the time that was " \
  "left, at the next `exam`. q or the end of the input ends it.", \
  "모든 강의와 유형의 문제를 섞어 냅니다. 30분에 20문제이며 --questions N과 " \
  "--minutes N으로 바꿀 수 있습니다. 끝날 때까지 정답을 알려 주지 않고, 끝나면 " \
  "주장별 결과를 보여 줍니다. 답은 바로 저장됩니다. 중단된 시험은 다음 `exam`에서 " \
  "남은 시간으로 이어집니다. q를 쓰거나 입력이 끝나면 시험도 끝납니다.") \
X(EXAM_NO_QUESTION, "there is no question to ask", "낼 문제가 없습니다") \
X(EXAM_TOO_LATE, "the time is over; this answer does not count", \
  "시간이 끝나 이 답은 인정되지 않습니다") \
X(EXAM_KEYS, "s later, q hand in; what was right is said at the end\n", \
  "s 나중에, q 제출. 정답은 끝난 뒤에 알려 드립니다\n") \
X(EXAM_RESUMED, "The exam that was interrupted goes on.\n", \
  "중단된 시험을 이어서 봅니다.\n") \
X(EXAM_LEFT, "(%lld minutes left)\n", "(남은 시간 %lld분)\n") \
X(EXAM_OVER, "\nThe time is over.\n", "\n시간이 끝났습니다.\n") \
X(EXAM_RESULT, "\n%d right of %zu; %d answered\n\n", \
  "\n%2$zu문제 중 %1$d개를 맞혔습니다(답한 문제 %3$d개)\n\n") \
X(EXAM_CLAIM, "  %-4s %d of %d\n", "  %1$-4s %3$d개 중 %2$d개\n") \
X(EXAM_WRONG, "\nWrong, and asked again soon (`quiz review` explains them):\n", \
  "\n틀린 문제입니다. 곧 다시 묻습니다(`quiz review`에서 해설).\n")
/* clang-format on */

#endif
