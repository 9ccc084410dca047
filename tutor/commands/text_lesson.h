/*
 * text_lesson -- the screens to study with: lesson, quiz; see text_list.h.
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
X(VIEW_QUIZ, "Quiz", "퀴즈") \
X(ABOUT_QUIZ, "Answer, say how sure you are, read why; each answer is saved.", \
  "답하고, 얼마나 확신하는지 말하고, 풀이를 읽습니다. 답은 바로 저장됩니다.") \
X(QUIZ_CANNOT_READ, "That is no answer to this question; erase it or write another.", \
  "이 문제의 답으로 읽을 수 없습니다. 지우거나 다시 써 주세요.") \
X(QUIZ_SURE, "How sure? 1 guess  2 rather  3 sure", \
  "얼마나 확신하나요? 1 찍음  2 아마도  3 확신") \
X(QUIZ_GO_ON, "Enter: the next question", "Enter: 다음 문제") \
X(QUIZ_LEAVE, "Enter: back", "Enter: 뒤로") \
X(QUIZ_RUN_KEY, "Enter: put it into the prompt; right arrow: skip", \
  "Enter: 입력 줄에 넣기, 오른쪽 화살표: 건너뛰기") \
X(QUIZ_RUN_FIRST, "Your machine gives this answer, and it was not asked yet. " \
  "Run it first: `lab run %s`\n", \
  "이 문제의 답은 이 컴퓨터에서 재야 합니다. 먼저 실행해 주세요: " \
  "`lab run %s`\n") \
X(BAR_QUIZ, "Quiz", "퀴즈") \
X(BAR_ANSWER, "Answer", "답하기") \
X(BAR_HINT, "Hint", "힌트") \
X(BAR_SKIP, "Skip", "건너뛰기") \
X(BAR_LESSON, "Lesson", "강의") \
X(BAR_NEXT_LESSON, "Lesson", "강의") \
X(BAR_COMMAND, "Command", "명령") \
X(BAR_LIST, "List", "목록")
/* clang-format on */

#endif
