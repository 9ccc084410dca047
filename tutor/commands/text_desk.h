/*
 * text_desk -- the screens to be examined on and to look back from: exam,
 *              progress, worksheet; see text_list.h.
 */
#ifndef TUTOR_TEXT_DESK_H
#define TUTOR_TEXT_DESK_H

/* clang-format off */
#define TEXT_DESK(X) TEXT_DESK_QUIZ(X) TEXT_DESK_EXAM(X) TEXT_DESK_PROGRESS(X) \
TEXT_DESK_WORKSHEET(X) TEXT_DESK_ESSAY(X)

#define TEXT_DESK_QUIZ(X) \
X(LEND_BACK, "\nEnter: back to the screen\n", "\nEnter: 화면으로 돌아가기\n") \
X(QUIZ_NOT_TRANSLATED, "this question is not written in the other language " \
  "yet", "이 문제는 아직 다른 언어로 쓰지 않았습니다") \
X(QUIZ_SCENE_KEY, "Enter: the next question   F7: %s", \
  "Enter: 다음 문제   F7: %s") \
X(QUIZ_NO_SCENE, "There is nothing to run here.", \
  "여기에는 실행할 것이 없습니다.") \
X(BAR_SCENE, "Run it", "직접 실행")

#define TEXT_DESK_EXAM(X) \
X(VIEW_EXAM, "Exam", "시험") \
X(ABOUT_EXAM, "Mixed questions against the clock. Nothing is explained until " \
  "the end; each answer is saved at once and may be changed until then.", \
  "여러 유형의 문제를 시간 안에 풉니다. 끝날 때까지 해설은 없습니다. 답은 바로 " \
  "저장되고 그때까지 고칠 수 있습니다.") \
X(BAR_EXAM, "Exam", "시험") \
X(EXAM_FIELD_QUESTIONS, "Questions", "문제 수") \
X(EXAM_FIELD_MINUTES, "Minutes", "시간(분)") \
X(EXAM_FIELD_MIX, "Asked about", "범위") \
X(EXAM_MIX_ALL, "all lessons", "모든 강의") \
X(EXAM_MIX_READ, "lessons read", "읽은 강의") \
X(EXAM_MIX_WEAK, "new, due or wrong", "새 문제·복습·오답") \
X(EXAM_START, "Enter begins; the clock runs from then on.", \
  "Enter 키를 누르면 시작하고, 그때부터 시간을 잽니다.") \
X(EXAM_LAST, "The last one: %d right of %zu.", \
  "지난 시험: %2$zu문제 중 %1$d개를 맞혔습니다.") \
X(EXAM_FIELD_OPEN, "An exam is open", "중단된 시험") \
X(EXAM_OPEN_RESUME, "go on with it", "이어서 보기") \
X(EXAM_OPEN_NEW, "hand it in, begin anew", "제출하고 새로 시작") \
X(EXAM_OPEN_SAYS, "%d of %zu answered; %lld:%02lld left. All answers are saved.", \
  "%2$zu문제 중 %1$d문제에 답했고 %3$lld:%4$02lld 남았습니다. 답은 모두 저장되어 " \
  "있습니다.") \
X(EXAM_CLOCK, "%lld:%02lld left", "남은 시간 %lld:%02lld") \
X(EXAM_TYPED, "Saved: %s   Enter: next; a new line replaces it", \
  "저장한 답: %s   Enter: 다음, 새로 쓰면 바뀝니다") \
X(EXAM_HAND_IN, "Hand in? %d of %zu are answered. F7 hands in, any other key " \
  "goes back.", \
  "제출할까요? %2$zu문제 중 %1$d문제에 답했습니다. F7 제출, 다른 키는 돌아가기") \
X(EXAM_ALL_ANSWERED, "All are answered. F7 hands in; the arrows go back.", \
  "모두 답했습니다. F7로 제출하고, 화살표로 다시 볼 수 있습니다.") \
X(EXAM_TIME_OVER, "The time is over.", "시간이 끝났습니다.") \
X(EXAM_RESULT_SAYS, "**%d right of %zu**; %d answered.", \
  "%2$zu문제 중 **%1$d개**를 맞혔습니다(답한 문제 %3$d개).") \
X(EXAM_RESULT_LESSON, "lesson", "강의") \
X(EXAM_RESULT_CLAIM, "claim", "주장") \
X(EXAM_RESULT_RIGHT, "right", "정답") \
X(EXAM_RESULT_ASKED, "asked", "문제") \
X(EXAM_TO_EXPLANATIONS, "Enter or →: the explanations, one by one", \
  "Enter나 →: 해설을 하나씩 봅니다") \
X(EXAM_WALK, "← → other questions   Esc leaves", \
  "← → 다른 문제   Esc 나가기") \
X(EXAM_YOUR_ANSWER, "Your answer: %s", "내 답: %s") \
X(EXAM_NO_ANSWER, "You gave no answer.", "답하지 않았습니다.") \
X(BAR_EXAM_WALK, "Questions", "문제 이동") \
X(BAR_EXAM_MARK, "Mark", "표시") \
X(BAR_EXAM_HAND_IN, "Hand in", "제출")
#define TEXT_DESK_PROGRESS(X) \
X(VIEW_PROGRESS, "Progress and checklist", "진도와 점검표") \
X(ABOUT_PROGRESS, "What you have read, answered and run, lesson by lesson; " \
  "what comes back when; and what you can say and do, with the evidence.", \
  "강의마다 읽고, 풀고, 실행한 것을 보여 줍니다. 언제 무엇을 복습할지, 무엇을 설명하고 " \
  "할 수 있는지도 근거와 함께 봅니다.") \
X(BAR_PROGRESS, "Progress", "진도") \
X(BAR_OPEN_TICK, "Choose", "고르기") \
X(BAR_OTHER_PART, "Other list", "다른 목록") \
X(BAR_ASK_DUE, "Review", "복습") \
X(BAR_WRITE, "Design", "설계") \
X(PART_RECALL, "To be remembered", "기억할 것") \
X(PART_LESSONS, "Lessons", "강의") \
X(PART_CHECKLIST, "Checklist", "점검표") \
X(RECALL_TODAY, "due today %d", "오늘 복습할 문제 %d개") \
X(RECALL_NEXT, "in the next %d days: %s", "앞으로 %d일: %s") \
X(RECALL_LEECHES, "forgotten again and again %d", "자꾸 잊는 문제 %d개") \
X(RECALL_EXAM, "%lld days until the examination on %s", \
  "%2$s 시험까지 %1$lld일 남았습니다") \
X(RECALL_EXAM_PAST, "the examination of %s is over", \
  "%s 시험은 지났습니다") \
X(RECALL_NO_EXAM, "no examination date; type progress exam-date 2027-02-07", \
  "시험일이 없습니다. progress exam-date 2027-02-07처럼 입력해 주세요") \
X(COLUMN_LESSON, "lesson", "강의") \
X(COLUMN_ANSWERS, "right", "정답") \
X(COLUMN_RUNS, "run", "실험") \
X(COLUMN_PREDICTIONS, "hit", "예측") \
X(COLUMN_DUE, "due", "복습") \
X(COLUMN_CAN, "I can", "할 수 있는 것") \
X(COLUMN_EVIDENCE, "written", "기록") \
X(PROGRESS_DAYS, "in the next %d days: %s\n", "앞으로 %d일에 복습할 문제: %s\n")
#define TEXT_DESK_WORKSHEET(X) \
X(VIEW_WORKSHEET, "Design worksheet", "설계 작업지") \
X(ABOUT_WORKSHEET, "A design of your own, question by question. Enter edits a " \
  "part in the prompt, F7 opens the whole record in your editor; both write " \
  "the same Markdown files as `design`.", \
  "질문을 따라 직접 하는 설계를 씁니다. Enter는 한 부분을 입력 줄에서 고치고, F7은 " \
  "기록 전체를 편집기로 엽니다. 둘 다 `design`과 같은 Markdown 파일에 씁니다.") \
X(BAR_WORKSHEET, "Design", "설계") \
X(BAR_EDIT, "Edit", "고치기") \
X(BAR_EDITOR, "Editor", "편집기") \
X(BAR_SECTIONS, "Other section", "다른 항목") \
X(BAR_PARTS, "Part", "부분") \
X(DESIGN_GUIDE_CONTEXT, "What is given, and which forces pull which way?", \
  "주어진 것은 무엇이고, 어떤 요구가 서로 부딪칩니까?") \
X(DESIGN_GUIDE_DECISION, "What do you do? One sentence that others can follow.", \
  "무엇을 합니까? 다른 사람이 따를 수 있는 한 문장으로 써 주세요.") \
X(DESIGN_GUIDE_COSTS, "What becomes harder, slower or dearer by it?", \
  "그 때문에 무엇이 더 어렵고, 느리고, 비싸집니까?") \
X(DESIGN_GUIDE_REJECTED, "What else was possible, and why not that?", \
  "다른 방법은 무엇이었고, 왜 고르지 않았습니까?") \
X(DESIGN_SEVERAL_LINES, "This part has several lines; F7 opens your editor.", \
  "여러 줄로 쓴 부분입니다. F7로 편집기를 열어 주세요.") \
X(DESIGN_WRITTEN, "Written to %s", "%s에 썼습니다")
#define TEXT_DESK_ESSAY(X) \
X(ESSAY_FIGURES, "Figures that you have measured yourself:", \
  "직접 측정한 수치:") \
X(ESSAY_RUBRIC, "Rubric", "채점 기준") \
X(ESSAY_CLOCK, "%d minutes: from %s to %s\n", "%d분: %s부터 %s까지\n") \
X(ESSAY_SUM, "%d of %d points\n", "%2$d점 만점에 %1$d점\n") \
X(ESSAY_UNMARKED, "written, not marked\n", "썼지만 채점하지 않았습니다\n") \
X(ESSAY_TOOK, "%lld minutes of %d\n", "%2$d분 가운데 %1$lld분 걸렸습니다\n") \
X(ESSAY_POINTS, "Your points for it, 0 to %d: ", "이 항목의 점수(0~%d점): ") \
X(VIEW_ESSAY, "Essays", "논술") \
X(ABOUT_ESSAY, "A topic, your editor against the clock, and the rubric to mark " \
  "yourself by. The clock goes on while the editor is open.", \
  "주제를 읽고, 시간을 재며 편집기로 쓰고, 채점 기준으로 직접 채점합니다. 편집기를 " \
  "열어 둔 동안에도 시간은 갑니다.") \
X(BAR_ESSAY, "Essay", "논술") \
X(BAR_ESSAY_WRITE, "Write, save", "쓰기·저장") \
X(BAR_ESSAY_MARK, "Mark", "채점") \
X(BAR_POINTS, "Points", "점수") \
X(ESSAY_START, "Enter opens your editor, and %d minutes begin.", \
  "Enter 키를 누르면 편집기가 열리고 %d분을 재기 시작합니다.") \
X(ESSAY_GO_ON, "Enter goes on writing; F7 ends, and you mark it.", \
  "Enter는 이어 쓰기, F7은 끝내고 채점하기입니다.") \
X(ESSAY_LEFT, "%lld:%02lld left", "남은 시간 %lld:%02lld") \
X(ESSAY_OVER, "over by %lld:%02lld", "%lld:%02lld 초과") \
X(ESSAY_MARK_IT, "%d of %d points   Enter saves them", \
  "%2$d점 만점에 %1$d점   Enter 키로 저장합니다") \
X(ESSAY_SAVED, "Saved: %d of %d points", "저장했습니다: %2$d점 만점에 %1$d점")
/* clang-format on */

#endif
