/*
 * text_study -- what lessons, quizzes and progress say; a table, a part of
 * tutor/commands/text_list.h, which see.
 */
#ifndef TUTOR_TEXT_STUDY_H
#define TUTOR_TEXT_STUDY_H

#include "tutor/commands/text_desk.h"
#include "tutor/commands/text_exam.h"

/* clang-format off */
#define TEXT_STUDY(X) TEXT_STUDY_CONTENT(X) TEXT_STUDY_PROGRESS(X) \
TEXT_STUDY_QUIZ(X) TEXT_STUDY_MOVE(X) TEXT_STUDY_HELP(X) \
TEXT_STUDY_CHECK(X) TEXT_EXAM(X) TEXT_DESK(X)

#define TEXT_STUDY_CONTENT(X) \
X(CONTENT_NOWHERE, "the lessons were not found beside the program; set " \
  "CLEAVE_CONTENT to the directory that holds docs/claims.md", \
  "프로그램 옆에서 강의 파일을 찾지 못했습니다. docs/claims.md가 있는 " \
  "디렉터리를 CLEAVE_CONTENT에 지정해 주세요") \
X(CONTENT_NO_ROOT, "%s holds no docs/claims.md; set CLEAVE_CONTENT to a " \
  "directory that does", \
  "%s에 docs/claims.md가 없습니다. CLEAVE_CONTENT에 올바른 디렉터리를 " \
  "지정해 주세요") \
X(CONTENT_NO_FILE, "%s cannot be read: %s", "%s 파일을 읽을 수 없습니다: %s") \
X(CONTENT_TOO_LONG, "%s is longer than %d bytes", \
  "%s 파일이 %d바이트보다 깁니다") \
X(CONTENT_NOT_UTF8, "%s is not UTF-8 text; save it as UTF-8", \
  "%s 파일이 UTF-8 텍스트가 아닙니다. UTF-8로 저장해 주세요") \
X(CONTENT_TOO_MANY, "%s holds more than %d files", \
  "%s에 파일이 %d개보다 많습니다") \
X(CONTENT_NONE, "there is nothing called \"%s\"; there is: %s", \
  "\"%s\"(을)를 찾을 수 없습니다. 있는 것: %s") \
X(CONTENT_EMPTY, "there is nothing called \"%s\", and no other either", \
  "\"%s\"(을)를 찾을 수 없고, 다른 것도 없습니다")

#define TEXT_STUDY_PROGRESS(X) \
X(PROGRESS_FUTURE, "%s was written by a newer cleave (form %lld, this one " \
  "knows %d); update cleave, or set CLEAVE_HOME to another directory; the " \
  "file stays as it is", \
  "%s 파일은 더 새로운 cleave가 썼습니다(형식 %lld, 이 프로그램은 %d까지). " \
  "cleave를 업데이트하거나 CLEAVE_HOME을 다른 디렉터리로 지정해 주세요. " \
  "파일은 그대로 두었습니다") \
X(PROGRESS_FOREIGN, "%s is not a progress file of cleave; move it away, or " \
  "set CLEAVE_HOME to another directory; the file stays as it is", \
  "%s 파일은 cleave의 진도 파일이 아닙니다. 다른 곳으로 옮기거나 CLEAVE_HOME을 " \
  "다른 디렉터리로 지정해 주세요. 파일은 그대로 두었습니다") \
X(PROGRESS_BROKEN, "%s is damaged (%s); keep a copy of it, move it away, and " \
  "`progress import` your last export; the file stays as it is", \
  "%s 파일이 손상되었습니다(%s). 사본을 남기고 다른 곳으로 옮긴 뒤, 마지막으로 " \
  "내보낸 파일을 `progress import`로 가져와 주세요. 파일은 그대로 두었습니다") \
X(PROGRESS_NO_RUN, "%s has not been run yet; `lab run %s` runs it", \
  "%s 실험을 아직 실행하지 않았습니다. `lab run %s`로 실행합니다") \
X(PROGRESS_NO_MEASURE, "the last run of %s has no measure \"%s\"", \
  "마지막 %s 실행에 \"%s\" 측정값이 없습니다")

#define TEXT_STUDY_QUIZ(X) \
X(STUDY_OTHER_LANGUAGE, "(not written in English yet; this is the Korean " \
  "text)\n", "(한국어로는 아직 쓰지 않아 영어로 보여 드립니다)\n") \
X(QUIZ_NO_UNDO, "there is no answer to take back", \
  "되돌릴 답이 없습니다") \
X(QUIZ_HOW_ONE, "Press the number of your answer\n", \
  "답의 번호를 입력하세요\n") \
X(QUIZ_HOW_MANY, "All numbers that are right, such as 1 3\n", \
  "맞는 번호를 모두 입력하세요. 예: 1 3\n") \
X(QUIZ_HOW_ORDER, "The numbers in the right order, such as 2 1 3\n", \
  "올바른 순서대로 번호를 입력하세요. 예: 2 1 3\n") \
X(QUIZ_HOW_GAP, "What stands in the gap (set several apart by |)\n", \
  "빈칸에 들어갈 말을 입력하세요. 여러 개는 |로 나눕니다\n") \
X(QUIZ_HOW_NUMBER, "A number\n", "숫자를 입력하세요\n") \
X(QUIZ_HOW_LINE, "The number of the line\n", "줄 번호를 입력하세요\n") \
X(QUIZ_HOW_SURE, "How sure are you? 1 a guess, 2 rather, 3 sure " \
  "(Enter: do not say)\n", \
  "얼마나 확신하나요? 1 찍음, 2 아마도, 3 확신 (Enter: 말하지 않음)\n") \
X(QUIZ_NOT_READ, "That is no answer to this question.\n", \
  "이 문제의 답으로 읽을 수 없습니다.\n") \
X(QUIZ_NO_HINT, "This question has no hint.", "이 문제에는 힌트가 없습니다.") \
X(QUIZ_KEYS, "h hint, s skip, u take the last answer back, q end\n", \
  "h 힌트, s 건너뛰기, u 마지막 답 되돌리기, q 끝내기\n") \
X(QUIZ_RIGHT, "right", "정답") \
X(QUIZ_WRONG, "wrong", "오답") \
X(QUIZ_ANSWER_IS, "The answer: %s\n", "정답: %s\n") \
X(QUIZ_NUMBER_IS, "The answer: %g\n", "정답: %g\n") \
X(QUIZ_UNDONE, "taken back: %s\n", "되돌렸습니다: %s\n") \
X(QUIZ_NOTHING, "nothing to ask now, of %zu questions; `quiz N` asks all " \
  "of a lesson\n", \
  "지금 물어볼 문제가 없습니다(전체 %zu개). `quiz N`은 한 강의의 문제를 모두 " \
  "묻습니다\n") \
X(QUIZ_DONE, "\n%zu answered, %zu right; all of it is saved\n", \
  "\n%zu개에 답해 %zu개를 맞혔습니다. 모두 저장했습니다\n") \
X(LESSON_LIST, "The lessons (* read); `lesson N` shows one:\n\n", \
  "강의 목록입니다(* 읽음). `lesson N`으로 볼 수 있습니다.\n\n") \
X(COVERAGE_SUM, "\n%d of %d claims are complete: taught in both languages, " \
  "shown and asked; %d lessons\n", \
  "\n주장 %2$d개 가운데 %1$d개를 두 언어로 가르치고, 보여 주고, 묻습니다. " \
  "강의 %3$d개\n") \
X(COVERAGE_CLAIM, "claim", "주장") \
X(COVERAGE_NOT_TAUGHT, "hole: %s is promised by a lesson and not taught in " \
  "both languages\n", \
  "빈틈: 레슨이 약속한 %s 주장을 두 언어로 모두 가르치지는 않습니다\n") \
X(COVERAGE_NOT_SHOWN, "hole: %s is taught and no experiment shows it\n", \
  "빈틈: %s 주장을 가르치지만 보여 주는 실험이 없습니다\n") \
X(COVERAGE_NOT_ASKED, "hole: %s is taught and not asked in both languages\n", \
  "빈틈: %s 주장을 가르치지만 두 언어로 모두 묻지는 않습니다\n") \
X(COVERAGE_TAUGHT, "taught", "가르침") \
X(COVERAGE_SHOWN, "shown", "보여 줌") \
X(COVERAGE_ASKED, "asked", "물음") \
X(COVERAGE_BOTH, "both", "둘 다") \
X(COVERAGE_YES, "yes", "있음")

#define TEXT_STUDY_MOVE(X) \
X(PROGRESS_BAD_LINE, "%s:%d: not an entry of a progress; nothing was " \
  "imported", \
  "%s:%d: 진도 항목으로 읽을 수 없습니다. 아무것도 가져오지 않았습니다") \
X(PROGRESS_NO_EXPORT, "%s:1: not an export of `progress export`; nothing was " \
  "imported", \
  "%s:1: `progress export`로 내보낸 파일이 아닙니다. 아무것도 가져오지 " \
  "않았습니다") \
X(PROGRESS_WORD, "progress takes export, import, reset or exam-date, not " \
  "\"%s\"", \
  "progress에는 export, import, reset, exam-date를 쓸 수 있습니다. 받은 값: " \
  "\"%s\"") \
X(PROGRESS_NEEDS_FILE, "name the file: progress import FILE", \
  "파일 이름을 써 주세요: progress import FILE") \
X(PROGRESS_BAD_DATE, "\"%s\" is not a date; write 2027-02-07, or none", \
  "날짜로 읽을 수 없습니다: \"%s\". 2027-02-07처럼 쓰거나 none을 써 주세요") \
X(PROGRESS_PAST_DATE, "%s is in the past", "%s{은/는} 지난 날짜입니다") \
X(PROGRESS_RESET_YES, "nobody is there to ask; write progress reset --yes", \
  "물어볼 사람이 없습니다. progress reset --yes로 써 주세요") \
X(PROGRESS_RESET_ASK, "All answers, read lessons and results are deleted. " \
  "Type yes: ", "모든 답, 읽은 강의, 실험 결과를 지웁니다. yes를 입력하세요: ") \
X(PROGRESS_RESET_NOT, "nothing was deleted\n", "아무것도 지우지 않았습니다\n") \
X(PROGRESS_RESET_DONE, "the progress is empty\n", "진도를 모두 지웠습니다\n") \
X(PROGRESS_EXPORTED, "written to %s\n", "%s에 썼습니다\n") \
X(PROGRESS_IMPORTED, "%lld entries are new\n", "새 항목 %lld개\n") \
X(PROGRESS_SUMMARY, "%d answers to %zu questions; %d due today, %d that are " \
  "forgotten again and again\n%d times a lesson read, %d experiments run\n", \
  "문제 %2$zu개에 답 %1$d번. 오늘 복습할 문제 %3$d개, 자꾸 잊는 문제 %4$d개\n" \
  "강의 읽기 %5$d번, 실험 실행 %6$d번\n") \
X(PROGRESS_EXAM_IN, "the examination is in %lld days\n", \
  "시험까지 %lld일 남았습니다\n") \
X(PROGRESS_WHERE, "kept in %s\n", "저장 위치: %s\n")

#define TEXT_STUDY_HELP(X) \
X(HELP_PROGRESS, "how far you are; keep it, move it, begin anew", \
  "진도를 보고, 옮기고, 처음부터 다시 시작합니다") \
X(MORE_PROGRESS, "Without a word it says what was read, answered, run and predicted, " \
  "lesson by lesson, and what is due in the next days. " \
  "`progress export FILE` writes all of it as lines of JSON (- is standard " \
  "output), `progress import FILE` merges such a file; twice does no harm. " \
  "`progress exam-date 2027-02-07` makes everything come back before that " \
  "day. `progress reset` deletes all, and asks first (--yes does not ask).", \
  "단어 없이 쓰면 강의마다 읽고, 풀고, 실행하고, 맞힌 예측과 앞으로 복습할 문제를 " \
  "보여 줍니다. `progress export " \
  "FILE`은 모두 JSON 줄로 씁니다(-는 표준 출력). `progress import FILE`은 그런 " \
  "파일을 합치며, 두 번 해도 괜찮습니다. `progress exam-date 2027-02-07`은 그날 " \
  "전에 모두 복습하게 합니다. `progress reset`은 물어본 뒤 모두 지웁니다(--yes를 " \
  "쓰면 묻지 않음).") \
X(HELP_LESSON, "read a lesson", "강의를 읽습니다") \
X(MORE_LESSON, "Without a word it lists the lessons and marks those that " \
  "were read. `lesson 8` prints lesson 8; --lang ko or --lang en chooses the " \
  "language for this once.", \
  "단어 없이 쓰면 강의 목록을 보여 주고 읽은 강의를 표시합니다. `lesson 8`은 " \
  "8강을 출력합니다. --lang ko나 --lang en으로 이번에만 언어를 고를 수 있습니다.") \
X(HELP_QUIZ, "answer questions; they come back when they fade", \
  "문제를 풉니다. 잊을 때쯤 다시 묻습니다") \
X(MORE_QUIZ, "Without a word: what is due today, then some new questions. " \
  "`quiz 8` asks all of lesson 8, `quiz due` only what is due, `quiz review` " \
  "what was wrong last. Each answer is saved at once; --seed N repeats the " \
  "order of the choices.", \
  "단어 없이 쓰면 오늘 복습할 문제와 새 문제를 묻습니다. `quiz 8`은 8강의 문제를 " \
  "모두, `quiz due`는 복습할 문제만, `quiz review`는 지난번에 틀린 문제를 " \
  "묻습니다. 답은 바로 저장됩니다. --seed N은 보기 순서를 똑같이 섞습니다.") \
X(HELP_COVERAGE, "which claims are taught, shown and asked", \
  "어떤 주장을 가르치고, 보여 주고, 묻는지 봅니다") \
X(MORE_COVERAGE, "One row for each claim of docs/claims.md, computed from the " \
  "lessons, experiments and quizzes; what is missing stands as -. What an " \
  "existing lesson leaves open is a hole: it is said, and the exit status is " \
  "1. --json gives the same to programs.", \
  "docs/claims.md의 주장마다 한 줄씩, 강의와 실험과 문제에서 계산해 보여 줍니다. " \
  "빠진 것은 -로 표시합니다. 이미 쓴 레슨에 빠진 것이 있으면 빈틈으로 알리고 종료 " \
  "코드가 1이 됩니다. --json으로 프로그램용 출력을 얻습니다.")

#define TEXT_STUDY_CHECK(X) \
X(HELP_ESSAY, "write an essay and mark it by its rubric", \
  "논술 답안을 쓰고 채점 기준으로 직접 채점합니다") \
X(MORE_ESSAY, "Without a word it lists the essays and your points. `essay 3` " \
  "shows the task and the figures that you have measured, opens $VISUAL or " \
  "$EDITOR on a file of yours against the clock, and then asks for the points " \
  "of each category of the rubric, which are kept. In a pipe it prints all of " \
  "it. In the tutor `essay` is a screen.", \
  "단어 없이 쓰면 논술 목록과 지난 점수를 보여 줍니다. `essay 3`은 문제와 직접 측정한 " \
  "수치를 보여 주고, 시간을 재며 $VISUAL이나 $EDITOR로 답안 파일을 연 다음, 채점 " \
  "기준의 항목마다 점수를 묻고 저장합니다. 파이프에서는 모두 출력합니다. 튜터에서 " \
  "`essay`는 화면입니다.") \
X(ESSAY_NO_EDITOR, "the editor %s cannot be started: %s; set EDITOR", \
  "편집기 %s{을/를} 실행할 수 없습니다: %s. EDITOR를 지정해 주세요") \
X(ESSAY_OPENS, "Your answer: %s (the editor opens; the clock runs)\n", \
  "답안 파일: %s (편집기가 열리고 시간을 잽니다)\n") \
X(HELP_CHECKLIST, "what you can say and do, with the evidence for it", \
  "설명하고 할 수 있는 것을 근거와 함께 확인합니다") \
X(MORE_CHECKLIST, "Each item with your tick and what the program has seen: " \
  "questions that you last answered right, experiments that you ran. " \
  "`checklist L1` sets the tick of L1, or takes it away.", \
  "항목마다 직접 한 표시와 프로그램이 본 근거(마지막에 맞힌 문제, 실행한 실험)를 " \
  "보여 줍니다. `checklist L1`은 L1을 표시하거나 표시를 지웁니다.") \
X(CHECKLIST_NO_ITEM, "there is no item \"%s\"; write L1 to L5 or K1 to K7", \
  "\"%s\" 항목은 없습니다. L1~L5나 K1~K7을 써 주세요") \
X(CHECK_EVIDENCE, "questions right: %d of %d; experiments run: %d of %d\n", \
  "맞힌 문제: %2$d개 중 %1$d개, 실행한 실험: %4$d개 중 %3$d개\n") \
X(CHECK_SECTIONS, "entries of the worksheet: %d\n", "설계 기록: %d개\n") \
X(CHECK_L1, "explain what marks microservices", \
  "마이크로서비스의 특징을 설명할 수 있다") \
X(CHECK_L2, "know the main patterns and where they apply", \
  "주요 패턴과 적용 상황을 안다") \
X(CHECK_L3, "explain the difference to a monolith", \
  "모놀리스와의 차이를 설명할 수 있다") \
X(CHECK_L4, "write up a design of your own", "직접 한 설계를 정리했다") \
X(CHECK_L5, "weigh benefits against costs", \
  "장점과 단점을 견주어 판단할 수 있다") \
X(CHECK_K1, "define the boundaries of services", "서비스 경계를 정할 수 있다") \
X(CHECK_K2, "set up an API gateway", "API 게이트웨이를 구성할 수 있다") \
X(CHECK_K3, "choose how services communicate", \
  "서비스 간 통신 방식을 고를 수 있다") \
X(CHECK_K4, "have a strategy for distributed transactions", \
  "분산 트랜잭션 전략을 세울 수 있다") \
X(CHECK_K5, "build monitoring and logging", \
  "모니터링과 로깅 체계를 갖출 수 있다") \
X(CHECK_K6, "automate build, test and deployment", \
  "빌드, 테스트, 배포를 자동화할 수 있다") \
X(CHECK_K7, "have a security strategy", "보안 전략을 세울 수 있다")

#endif
