/*
 * text_lab -- the table of sentences of experiments, for text_list.h.
 *
 * X(ID, english, korean), as in text_list.h.
 */
#ifndef TUTOR_TEXT_LAB_H
#define TUTOR_TEXT_LAB_H

/* clang-format off */
#define TEXT_LAB(X) TEXT_LAB_FORMULA(X) TEXT_LAB_MISSING(X) \
TEXT_LAB_FILE(X) TEXT_LAB_RUN(X) TEXT_LAB_VIEW(X)

/* ---- a formula that cannot be read ---- */
#define TEXT_LAB_FORMULA(X) \
X(LAB_OPEN_TEXT, "a text is not closed; end it with \"", \
  "텍스트가 닫히지 않았습니다. \"로 끝내 주세요") \
X(LAB_BAD_NUMBER, "\"%.*s\" is not a number; write 5, 2.5, 99%%, 200ms or 3s", \
  "숫자로 읽을 수 없습니다: \"%.*s\". 5, 2.5, 99%%, 200ms, 3s처럼 써 주세요") \
X(LAB_BAD_SIGN, "this sign is not known here: %.20s", \
  "여기서 쓸 수 없는 기호입니다: %.20s") \
X(LAB_ENDS_EARLY, "the line ends too early; here must stand: %s", \
  "줄이 너무 일찍 끝났습니다. 이 자리에 와야 하는 것: %s") \
X(LAB_UNEXPECTED, "at \"%.40s\" must stand: %s", \
  "\"%.40s\" 자리에 와야 하는 것: %s") \
X(LAB_TOO_LONG, "this formula is too long or too deep; make two measures of it", \
  "수식이 너무 길거나 너무 깊습니다. measure 두 개로 나누어 주세요")

/* ---- a value that cannot be had ---- */
#define TEXT_LAB_MISSING(X) \
X(LAB_NO_NUMBER, "%s is no number", "%s 값은 숫자가 아닙니다") \
X(LAB_NO_VALUE, "there is no value %s", "%s 값이 없습니다") \
X(LAB_NO_ANSWER, "%s gave no answer", "%s의 응답이 없습니다") \
X(LAB_NO_LOAD, "there was no load %s", "%s 부하가 없었습니다") \
X(LAB_NO_MOMENT, "that moment of %s never came", \
  "%s의 해당 시점이 오지 않았습니다") \
X(LAB_NO_SAMPLES, "no request of %s falls into that time", \
  "그 시간에 해당하는 %s 요청이 없습니다") \
X(LAB_BY_ZERO, "a division by zero", "0으로 나눌 수 없습니다")

/* ---- a .lab file that cannot be read ---- */
#define TEXT_LAB_FILE(X) \
X(LAB_CANNOT_OPEN, "%s: cannot be read: %s", "%s: 읽을 수 없습니다: %s") \
X(LAB_FILE_BIG, "%s: has over %d bytes; split it into two experiments", \
  "%s: %d바이트를 넘습니다. 실험 두 개로 나누어 주세요") \
X(LAB_NOT_TEXT, "this line is not UTF-8; save the file as UTF-8", \
  "UTF-8이 아닙니다. 파일을 UTF-8로 저장해 주세요") \
X(LAB_UNKNOWN_KEY, "\"%s\" is no word of an experiment; did you mean `%s`?", \
  "실험 파일에 \"%s\"라는 단어는 없습니다. 혹시 `%s`인가요?") \
X(LAB_NEEDS_WORDS, "`%s` needs more; write: %s", \
  "`%s` 뒤에 내용이 더 필요합니다. 이렇게 씁니다: %s") \
X(LAB_BAD_TIME, "\"%s\" is not a time of the run; write 2s or 500ms", \
  "시점으로 읽을 수 없습니다: \"%s\". 2s나 500ms처럼 써 주세요") \
X(LAB_BAD_ON, "\"%s\" is not monolith, split or both", \
  "\"%s\" 대신 monolith, split, both 중 하나를 써 주세요") \
X(LAB_BAD_NAME, "\"%s\" is not a name; write lower-case letters, digits, " \
  "`-` and `_`", \
  "이름으로 쓸 수 없습니다: \"%s\". 영어 소문자, 숫자, `-`, `_`만 써 주세요") \
X(LAB_NAME_TWICE, "the name %s is taken by line %d; take another", \
  "%s라는 이름은 %d번째 줄에서 이미 썼습니다. 다른 이름을 써 주세요") \
X(LAB_NOT_HERE, "`%s` cannot be part of an experiment; leave it out", \
  "`%s` 명령은 실험에서 쓸 수 없습니다. 빼 주세요") \
X(LAB_TOO_MANY, "too many lines of `%s`; at most %d fit", \
  "`%s` 줄이 너무 많습니다. %d개까지 쓸 수 있습니다") \
X(LAB_UNKNOWN_NAME, "there is no load, answer or measure called %s in this " \
  "file; name it with `as` or `measure`", \
  "이 파일에 %s라는 부하, 응답, 측정값이 없습니다. `as`나 `measure`로 이름을 " \
  "붙여 주세요") \
X(LAB_LACKS, "%s: the line `%s` is missing; add: %s", \
  "%s: `%s` 줄이 없습니다. 이렇게 추가해 주세요: %s") \
X(LAB_NO_ARROW, "`without` replaces a command by another with `=>`", \
  "`without`에서 명령을 바꿀 때는 `=>`를 씁니다") \
X(LAB_NO_SUCH_LINE, "no line of this file runs `%s`; copy it from there", \
  "이 파일에는 `%s` 명령을 실행하는 줄이 없습니다. 그 줄을 그대로 복사해 " \
  "주세요")

/* ---- the screen ---- */
#define TEXT_LAB_VIEW(X) \
X(VIEW_LAB, "Experiments", "실험") \
X(ABOUT_LAB, "Every experiment with its last verdict. Enter asks its question; " \
  "the prediction is locked, then it runs on a shop of its own. `lab run NAME`, " \
  "typed on the screen, leads to the same question.", \
  "모든 실험과 마지막 판정입니다. Enter 키를 누르면 질문이 나오고, 예측을 확정한 " \
  "다음 전용 상점에서 실행합니다. 화면에서 `lab run 이름`을 입력해도 같은 질문이 " \
  "나옵니다.") \
X(BAR_LAB, "Lab", "실험") \
X(LAB_VIEW_KEY, "Next", "다음") \
X(LAB_VIEW_LAST, "Last result", "지난 결과") \
X(LAB_VIEW_DOUBT, "Without fault", "장애 빼고") \
X(LAB_VIEW_NAME, "experiment", "실험") \
X(LAB_VIEW_ABOUT, "about", "내용") \
X(LAB_VIEW_VERDICT, "last", "판정") \
X(LAB_VIEW_PREDICTION, "prediction", "예측") \
X(LAB_VIEW_HELD, "held", "맞음") \
X(LAB_VIEW_FAILED, "failed", "틀림") \
X(LAB_VIEW_AUDIT, "the books afterwards", "실험이 끝난 뒤의 장부") \
X(LAB_VIEW_CLAIMS, "`lab show %s` lists what it does. Claims:", \
  "`lab show %s`으로 하는 일을 볼 수 있습니다. 다루는 주장:") \
X(LAB_VIEW_ALL_HELD, "All that it claims held.", "주장이 모두 맞았습니다.") \
X(LAB_VIEW_NOT_ALL, "Not all that it claims held.", \
  "맞지 않은 주장이 있습니다.") \
X(LAB_VIEW_PREDICTED, ": you said %g, it was %g. %s.", \
  ": 예측 %g, 실제 %g. %s.") \
X(LAB_VIEW_SURE, "\n\nYou were sure: the quiz asks %s again soon.", \
  "\n\n확신했던 것이라 곧 %s 문제로 다시 묻습니다.") \
X(LAB_VIEW_NOTHING, "The run was stopped, or could not be made:", \
  "실행을 멈추었거나 실행하지 못했습니다.") \
X(LAB_VIEW_NUMBER, "A prediction is a number, such as 27 or 0.5.", \
  "예측은 27이나 0.5 같은 숫자로 써 주세요.") \
X(LAB_VIEW_START, "Enter starts it.", "Enter 키를 누르면 시작합니다.") \
X(LAB_VIEW_GO_ON, "Enter goes back to the list.", \
  "Enter 키를 누르면 목록으로 돌아갑니다.")

/* ---- a run ---- */
#define TEXT_LAB_RUN(X) \
X(LAB_NOT_UP, "the experiment's own shop did not come up", \
  "실험용 상점을 시작하지 못했습니다") \
X(LAB_OWN_ONLY, "%s changes instances or versions (%s); run it without --here", \
  "%s 실험은 인스턴스나 버전을 바꿉니다(%s). --here 없이 실행해 주세요") \
X(LAB_MEASURE, "measured", "측정값") \
X(LAB_ALONE, "both", "공통") \
X(LAB_PREDICTED, "  you said %s would be %g; it was %s: %s\n", \
  "  예측: %s = %g, 실제: %s. %s\n") \
X(LAB_HIT, "right", "맞았습니다") \
X(LAB_MISSED, "not so", "빗나갔습니다") \
X(LAB_HELD, "held  ", "맞음  ") \
X(LAB_FAILED, "failed", "틀림  ") \
X(LAB_STOPPED, "interrupted; the shop of the experiment is gone again\n", \
  "중단했습니다. 실험용 상점은 모두 정리했습니다\n") \
X(LAB_AUDIT, "  %s  audit: the books afterwards\n", \
  "  %s  감사: 실험이 끝난 뒤의 장부\n") \
X(LAB_FAULT_MATTERS, "Without the fault the expectations fail, as they must.", \
  "장애를 빼면 예상이 틀립니다. 그래야 하는 대로입니다.") \
X(LAB_FAULT_IDLE, "Something holds without the fault as well, or fails " \
  "though it must not.", \
  "장애를 빼도 맞는 예상이 있거나, 틀려서는 안 되는 것이 틀렸습니다.") \
X(LAB_ONLY_WORDS, "\"%s\" cannot be done with an experiment; write list, show " \
  "NAME or run NAME", \
  "\"%s\" 대신 list, show 이름, run 이름 중 하나를 써 주세요") \
X(LAB_PREDICT_WORDS, "\"%s\" is no prediction; write --predict NAME=VALUE with " \
  "a name that `lab show` lists", \
  "예측으로 읽을 수 없습니다: \"%s\". `lab show`에 나오는 이름으로 " \
  "--predict 이름=값을 써 주세요") \
X(LAB_ASK, "Your prediction for %s (%s), or Enter: ", \
  "%s의 예측값(%s), 건너뛰려면 Enter: ") \
X(LAB_SURE, "How sure are you? 1 a guess, 2 rather, 3 sure, or Enter: ", \
  "얼마나 확신하십니까? 1 추측, 2 꽤, 3 확신, 건너뛰려면 Enter: ") \
X(LAB_BAD_SURE, "\"%s\" does not say how sure you are; write 1 (a guess), 2 " \
  "or 3 (sure)", \
  "확신하는 정도로 읽을 수 없습니다: \"%s\". 1(추측), 2, 3(확신) 중에서 써 주세요") \
X(LAB_COMES_BACK, "  You were sure: question %s comes back within %d days.\n", \
  "  확신했지만 빗나갔으므로 %s 문제를 %d일 안에 다시 묻습니다.\n") \
X(LAB_HERE_STAYS, "This runs on your own shop: orders and loads stay in its " \
  "books, and settings go back to their defaults, not to what you had set.\n", \
  "지금 쓰고 있는 상점에서 실행합니다. 주문과 부하는 장부에 남고, 설정은 직접 " \
  "바꾼 값이 아니라 기본값으로 돌아갑니다.\n") \
X(LAB_HERE_SHAPES, "%s needs %s to run; `cleave up %s`, or leave --here out", \
  "%s 실험에는 %s 형태가 실행 중이어야 합니다. `cleave up %s`을 실행하거나 --here를 " \
  "빼 주세요") \
X(LAB_SHOW_CLAIMS, "claims: %s\n", "다루는 주장: %s\n") \
X(LAB_RAN, "%s: %s, seed %lld\n", "%s: %s, 시드 %lld\n") \
X(LAB_NO_RUNS, "no experiment has been run yet; `cleave lab run isolation`\n", \
  "아직 실행한 실험이 없습니다. `cleave lab run isolation`을 실행해 보세요\n") \
X(LAB_REPORT_WRITTEN, "written: %s\n", "저장했습니다: %s\n") \
X(HELP_LAB, "list, read and run experiments on a shop of their own", \
  "실험을 보고 전용 상점에서 실행합니다") \
X(MORE_LAB, \
  "An experiment starts both shapes in a place of its own, puts load on them,\n" \
  "breaks or changes something, measures, says whether what it claims held, and\n" \
  "audits the books. Nothing of your shop is touched; --here runs it on the\n" \
  "shop that is up, and heals what it changed, or says why it cannot. Predict\n" \
  "first: --predict with --confidence 1 to 3, or the questions on a terminal.\n" \
  "What was sure and wrong comes back in the quiz. --without-fault leaves the fault out, to show that\n" \
  "the expectations then fail. Ctrl-C cleans up.\n" \
  "  cleave lab list\n  cleave lab show isolation\n" \
  "  cleave lab run isolation --predict split.reads=99", \
  "실험은 전용 공간에 두 형태를 띄우고, 부하를 주고, 무언가를 망가뜨리거나\n" \
  "바꾸고, 측정한 뒤, 주장이 맞았는지 알려 주고 장부를 감사합니다. 학습자의\n" \
  "상점은 건드리지 않습니다. --here를 붙이면 실행 중인 상점에서 실험하고 바꾼\n" \
  "것을 되돌립니다. 되돌릴 수 없으면 이유를 알려 줍니다. 먼저 예측해 보세요\n" \
  "(--predict와 --confidence 1~3, 또는 터미널의 질문). 확신했는데 빗나간 것은\n" \
  "문제로 다시 묻습니다.\n" \
  "--without-fault는 장애를 빼고 실행해, 그때는 예상이 틀린다는 것을\n" \
  "보여 줍니다. Ctrl-C를 누르면 정리하고 끝냅니다.\n" \
  "  cleave lab list\n  cleave lab show isolation\n" \
  "  cleave lab run isolation --predict split.reads=99") \
X(HELP_REPORT, "show the results of all experiments so far", \
  "지금까지 한 실험의 결과를 보여 줍니다") \
X(MORE_REPORT, \
  "Every run with its measures and verdicts. --html writes one page that needs\n" \
  "nothing else, with a picture of each measure.\n" \
  "  cleave report\n  cleave report --html results.html", \
  "실행마다 측정값과 판정을 보여 줍니다. --html을 쓰면 그림이 들어 있는,\n" \
  "다른 파일이 필요 없는 한 쪽짜리 문서를 만듭니다.\n" \
  "  cleave report\n  cleave report --html results.html")
/* clang-format on */

#endif
