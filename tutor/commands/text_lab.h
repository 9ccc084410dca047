/*
 * text_lab -- the table of sentences of experiments, for text_list.h.
 *
 * X(ID, english, korean), as in text_list.h.
 */
#ifndef TUTOR_TEXT_LAB_H
#define TUTOR_TEXT_LAB_H

/* clang-format off */
#define TEXT_LAB(X) TEXT_LAB_FORMULA(X) TEXT_LAB_MISSING(X) TEXT_LAB_FILE(X)

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
X(LAB_AT_LINE, "%s:%d: %s", "%s:%d: %s") \
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
X(LAB_BAD_COMMAND, "`%s`: %s", "`%s`: %s") \
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
/* clang-format on */

#endif
