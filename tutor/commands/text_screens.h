/*
 * text_screens -- the frame of the full-screen tutor; see text_list.h.
 */
#ifndef TUTOR_TEXT_SCREENS_H
#define TUTOR_TEXT_SCREENS_H

/* clang-format off */
#define TEXT_SCREENS(X) \
X(HELP_TUTOR, "open the tutor on the whole screen (`cleave` alone does too)", \
  "전체 화면 튜터를 엽니다(`cleave`만 입력해도 열립니다)") \
X(MORE_TUTOR, \
  "`tutor VIEW` opens at that screen; where no screen can be shown, or with\n" \
  "--plain in front, it prints the same in lines. On the screen F1 is\n" \
  "help, F12 the list of all screens, F6 changes the language, F10 leaves;\n" \
  "commands are typed at the bottom as in the shell. --ascii draws with ASCII\n" \
  "alone, --no-mouse leaves the mouse to the terminal (F9 changes it).\n" \
  "The screens:\n", \
  "`tutor 화면`은 그 화면부터 엽니다. 전체 화면을 보여 줄 수 없거나 앞에\n" \
  "--plain을 붙이면 같은 내용을 줄글로 출력합니다. 화면 안에서 F1은 도움말, F12는 모든 화면의 목록, F6은 언어 바꾸기, F10은 끝내기입니다.\n" \
  "명령은 셸과 똑같이 맨 아래 줄에 입력합니다. --ascii는 ASCII 글자로만\n" \
  "그리고, --no-mouse는 마우스를 터미널에 맡깁니다(F9로 바꿀 수 있습니다).\n" \
  "화면은 다음과 같습니다.\n") \
X(VIEW_UNKNOWN, "there is no screen \"%s\"", "\"%s\"라는 화면은 없습니다") \
X(VIEW_FIRST, "Your shop, twice", "같은 상점, 두 가지 형태") \
X(VIEW_LOG, "Output of your commands", "명령의 출력") \
X(VIEW_HELP, "Help", "도움말") \
X(ABOUT_FIRST, "The same shop as one process and as several. Enter places an " \
  "order on both.", \
  "같은 상점을 프로세스 하나로, 또 여러 개로 실행합니다. Enter 키를 누르면 " \
  "양쪽에 같은 주문을 넣습니다.") \
X(ABOUT_LOG, "What your commands have printed.", \
  "지금까지 실행한 명령의 출력입니다.") \
X(ABOUT_HELP, "The keys of a screen, and every command.", \
  "화면에서 쓰는 키와 모든 명령입니다.") \
X(VIEW_MENU, "All screens", "모든 화면") \
X(ABOUT_MENU, "Every screen of the tutor: press its number, or choose it with " \
  "the arrows and Enter.", \
  "튜터의 모든 화면입니다. 번호를 누르거나, 화살표로 골라 Enter 키를 누르세요.") \
X(BAR_MENU, "Screens", "화면") \
X(BAR_CHOOSE, "Choose", "고르기") \
X(BAR_MOVE, "Move", "이동") \
X(BAR_OPEN, "Open", "열기") \
X(BAR_FIND, "Find", "찾기") \
X(HELP_FIND, "find: ", "찾기: ") \
X(HELP_ANYWHERE, "Anywhere", "어디서나") \
X(HELP_COMMANDS, "Commands", "명령") \
X(HELP_NOTHING, "Nothing is called that.", "그런 키나 명령은 없습니다.") \
X(LANG_KEY, "Korean or English", "한국어와 영어 바꾸기") \
X(KEY_COMPLETE, "Complete the word, or list what fits", \
  "단어를 마저 채우거나, 들어갈 수 있는 것을 보여 줍니다") \
X(KEY_HISTORY, "Search what was typed before", \
  "전에 입력한 명령에서 찾습니다") \
X(KEY_STOP, "Stop the command, or empty the line", \
  "실행 중인 명령을 멈추거나, 줄을 비웁니다") \
X(KEY_REDRAW, "Draw the screen anew", "화면을 다시 그립니다") \
X(KEY_SUSPEND, "To the shell; fg comes back", \
  "셸로 나갑니다. fg로 돌아옵니다") \
X(KEY_ALT, "The same as F1 to F9", "F1부터 F9까지와 같습니다") \
X(BAR_HELP, "Help", "도움") \
X(BAR_LANGUAGE, "한국어", "English로") \
X(BAR_MOUSE, "Mouse", "마우스") \
X(BAR_LEAVE, "Leave", "끝") \
X(BAR_LOG, "Output", "출력") \
X(BAR_ORDER, "Order", "주문") \
X(BAR_SCROLL, "Scroll", "넘기기") \
X(BAR_BACK, "Back", "뒤로") \
X(MOUSE_NOW_ON, "The mouse is ours now; hold Shift to select text.", \
  "이제 튜터가 마우스를 씁니다. 글자를 선택하려면 Shift를 누른 채 끌어 주세요.") \
X(MOUSE_NOW_OFF, "The mouse is the terminal's again.", \
  "이제 터미널이 마우스를 씁니다.") \
X(TERM_GUESSED, "This TERM is not known here; it is treated as xterm-256color.", \
  "이 TERM은 모르는 값이어서 xterm-256color로 다룹니다.") \
X(TOO_SMALL, "Make the window larger.", "창을 더 키워 주세요.") \
X(CHOICES_MORE, "%d more: type on", "%d개 더 있습니다. 더 입력해 보세요") \
X(JOB_RUNS, "%c %s %lld.%lld s ^C", "%c %s %lld.%lld초 ^C") \
X(LEAVE_FAULTS, "%zu active (%s): Enter heals and leaves, F10 leaves it so, " \
  "Esc stays", \
  "장애 %zu개(%s)가 남았습니다. Enter 고치고 끝내기, F10 그대로 끝내기, " \
  "Esc 취소") \
X(LEAVE_JOB, "`%s` is still running: F10 ends it and leaves, Esc stays", \
  "`%s` 명령이 아직 실행 중입니다. F10 멈추고 끝내기, Esc 취소") \
X(LEAVE_HEALING, "Healing ...", "고치고 있습니다...") \
X(JOB_BUSY, "A command is still running; ^C stops it.", \
  "앞의 명령이 아직 실행 중입니다. ^C로 멈출 수 있습니다.") \
X(JOB_STATUS, "(exit status %d)", "(종료 상태 %d)") \
X(LOG_EMPTY, "Nothing yet. Type a command below.", \
  "아직 아무것도 없습니다. 아래에 명령을 입력해 보세요.") \
X(LOG_PLAIN, "Commands print here, one after another; `cleave shell` runs " \
  "several.\n", \
  "명령의 출력은 여기에 차례로 나옵니다. `cleave shell`에서 여러 명령을 " \
  "실행할 수 있습니다.\n") \
X(TERMINAL_NONE, "this terminal cannot show a screen", \
  "이 터미널에서는 전체 화면을 보여 줄 수 없습니다") \
X(TERMINAL_MEMORY, "no memory for a terminal", \
  "터미널에 쓸 메모리가 없습니다") \
X(FIRST_STARTING, "Starting both shops ...", "두 상점을 시작하고 있습니다...") \
X(FIRST_NEXT, "Press Enter: the same order goes to both shops.", \
  "Enter 키를 눌러 보세요. 두 상점에 같은 주문이 들어갑니다.") \
X(FIRST_AGAIN, "F2 opens the first lesson; Enter orders again. Or type a " \
  "command below: kill payments both", \
  "F2를 누르면 첫 강의가 열리고, Enter 키를 누르면 다시 주문합니다. 아래에 명령을 입력해도 됩니다: " \
  "kill payments both") \
X(TUTOR_LEFT, "The shop goes on running: `cleave` comes back to it, " \
  "`cleave down` stops it.\n", \
  "상점은 계속 실행 중입니다. `cleave`로 다시 들어가고, `cleave down`으로 " \
  "멈춥니다.\n") \
X(TUTOR_INSIDE, "the tutor is open already; type the name of a screen", \
  "튜터는 이미 열려 있습니다. 화면 이름을 입력해 주세요")
/* clang-format on */

#endif
