/*
 * text_lesson -- the screens to study with: lesson, system, quiz; see
 *                text_list.h.
 */
#ifndef TUTOR_TEXT_LESSON_H
#define TUTOR_TEXT_LESSON_H

/* clang-format off */
#define TEXT_LESSON_SCREENS(X) \
X(LESSON_NOT_RUN, "(not measured yet: `lab run %s`)", \
  "(아직 측정하지 않음: `lab run %s`)") \
X(VIEW_LESSON, "Lessons", "강의") \
X(ABOUT_LESSON, "A lesson with the figures of this machine. Tab goes to the " \
  "next command in it, Enter puts that into the prompt.", \
  "이 컴퓨터에서 잰 수치가 들어간 강의입니다. Tab은 다음 명령으로 가고, " \
  "Enter는 그 명령을 입력 줄에 넣습니다.") \
X(BAR_LESSON, "Lesson", "강의") \
X(BAR_NEXT_LESSON, "Other lesson", "다른 강의") \
X(BAR_COMMAND, "Command", "명령") \
X(BAR_LIST, "List", "목록")
/* clang-format on */

#endif
