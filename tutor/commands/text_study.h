/*
 * text_study -- what lessons, quizzes and progress say; a table, a part of
 * tutor/commands/text_list.h, which see.
 */
#ifndef TUTOR_TEXT_STUDY_H
#define TUTOR_TEXT_STUDY_H

/* clang-format off */
#define TEXT_STUDY(X) TEXT_STUDY_CONTENT(X) TEXT_STUDY_PROGRESS(X)

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

#endif
