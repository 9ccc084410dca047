/*
 * text_fault -- what `fault`, `heal` and `faults` say; a part of
 * tutor/commands/text_list.h, which see.
 */
#ifndef TUTOR_TEXT_FAULT_H
#define TUTOR_TEXT_FAULT_H

/* clang-format off */
#define TEXT_FAULTS(X) \
X(FAULT_UNKNOWN, "there is no fault \"%s\"; `cleave help fault` lists them", \
  "\"%s\"라는 장애는 없습니다. `cleave help fault`로 목록을 볼 수 있습니다") \
X(FAULT_MEANT, "there is no fault \"%s\"; did you mean %s?", \
  "\"%s\"라는 장애는 없습니다. 혹시 %s인가요?") \
X(FAULT_VALUE_UNKNOWN, "%s has no value \"%s\"; it is written: %s", \
  "%s에는 \"%s\" 값이 없습니다. 쓰는 법: %s") \
X(FAULT_VALUE_BAD, "%s: %s must be from %lld to %lld %s, not \"%s\"", \
  "%s: %s 값은 %lld부터 %lld %s까지입니다. 받은 값은 \"%s\"입니다") \
X(FAULT_VALUES_MANY, "\"%s\" is one value too many; %s is written: %s", \
  "\"%s\"까지 쓰면 값이 너무 많습니다. %s 쓰는 법: %s") \
X(FAULT_PERCENT_BAD, "\"%s\" is no percentage; write 10%% or 0.5%%, over 0 and " \
  "up to 100%%", \
  "\"%s\"{은/는} 비율로 읽을 수 없습니다. 10%%나 0.5%%처럼 0보다 크고 100%% 이하로 " \
  "써 주세요") \
X(FAULT_DIRECTION_BAD, "\"%s\" is no direction; write to, from or both", \
  "\"%s\"{은/는} 방향이 아닙니다. to, from, both 중 하나를 써 주세요") \
X(FAULT_WORD_LONG, "the value of --%s is too long", \
  "--%s 값이 너무 깁니다") \
X(FAULT_FOR_WHAT, "`for` needs a duration behind it, as in: for 30s", \
  "`for` 뒤에는 시간이 와야 합니다. 예: for 30s") \
X(FAULT_NO_SIDECAR, "%1$s is a fault on the way to %2$s, and no sidecar stands " \
  "before it; `cleave mesh %2$s on` puts one there", \
  "%1$s 장애는 %2$s{으로/로} 가는 길에서 일어나는데, 그 앞에 사이드카가 없습니다. " \
  "`cleave mesh %2$s on`으로 사이드카를 둘 수 있습니다") \
X(FAULT_NOT_UP, "%s is not running, so nothing can be broken in it; " \
  "`cleave status` shows what runs", \
  "%s 프로세스가 실행 중이 아니라서 장애를 일으킬 수 없습니다. " \
  "`cleave status`로 실행 중인 프로세스를 볼 수 있습니다") \
X(FAULT_DONE, "%s: %s, heals by itself in %s (fault %u, seed %llu)\n", \
  "%s: %s, %s 뒤에 저절로 나음(장애 %u, 시드 %llu)\n") \
X(FAULT_HEALED, "%s: %zu healed\n", "%s: 장애 %zu개를 되돌렸습니다\n") \
X(FAULT_NOTHING_HEALED, "Nothing was broken.\n", "되돌릴 장애가 없었습니다.\n") \
X(FAULT_BY_SIGNAL, "%s: it did not answer, so it was healed by a signal\n", \
  "%s: 응답이 없어서 신호로 되돌렸습니다\n") \
X(FAULT_NONE_ACTIVE, "No fault is active. `cleave help fault` lists what can " \
  "be broken.\n", \
  "활성화된 장애가 없습니다. `cleave help fault`로 일으킬 수 있는 장애를 볼 수 " \
  "있습니다.\n") \
X(FAULT_COLUMN_TARGET, "target", "대상") \
X(FAULT_COLUMN_ID, "fault", "장애") \
X(FAULT_COLUMN_WHAT, "what", "내용") \
X(FAULT_COLUMN_LEFT, "left", "남은 시간") \
X(FAULT_COLUMN_STRUCK, "struck", "발생/사건") \
X(FAULT_COLUMN_SEED, "seed", "시드") \
X(HELP_FAULT, "break something on purpose, for a while", \
  "일정 시간 동안 일부러 장애를 일으킵니다") \
X(MORE_FAULT, \
  "A fault begins at once and heals by itself after its time (60s unless said,\n" \
  "at most 60m). Values stand in their order or as name=value. A percentage\n" \
  "strikes some events only, and the same --seed strikes the same ones again.\n" \
  "--customer, --sku, --method and --from aim it; --direction says which way.\n" \
  "  cleave fault payments slow-sync 200ms for 30s\n" \
  "  cleave fault payments latency 100ms 50ms 10% --direction to\n" \
  "  cleave fault payments abort 503 30% --customer 7 --seed 1\n" \
  "  cleave fault monolith offset -1h", \
  "장애는 바로 시작되고 정한 시간이 지나면 저절로 낫습니다(따로 쓰지 않으면\n" \
  "60s, 최대 60m). 값은 순서대로 쓰거나 이름=값으로 씁니다. 비율을 쓰면 일부\n" \
  "사건에서만 발생하고, 같은 --seed를 쓰면 같은 사건에서 다시 발생합니다.\n" \
  "--customer, --sku, --method, --from으로 대상을 좁히고 --direction으로 방향을\n" \
  "정합니다.\n" \
  "  cleave fault payments slow-sync 200ms for 30s\n" \
  "  cleave fault payments latency 100ms 50ms 10% --direction to\n" \
  "  cleave fault payments abort 503 30% --customer 7 --seed 1\n" \
  "  cleave fault monolith offset -1h") \
X(FAULT_KINDS, "Kinds, with the values and what they are unless said:", \
  "장애의 종류와 값(괄호 안은 기본값):") \
X(HELP_HEAL, "undo faults", "장애를 되돌립니다") \
X(MORE_HEAL, \
  "Without a TARGET, or with `all`, everything that was broken is undone: in\n" \
  "processes, in sidecars and by the supervisor. With a KIND, only that.\n" \
  "  cleave heal\n  cleave heal payments\n  cleave heal payments slow-sync", \
  "TARGET을 쓰지 않거나 `all`을 쓰면 프로세스와 사이드카, 슈퍼바이저가 일으킨\n" \
  "모든 장애를 되돌립니다. KIND를 쓰면 그 종류만 되돌립니다.\n" \
  "  cleave heal\n  cleave heal payments\n  cleave heal payments slow-sync") \
X(HELP_FAULTS, "list what is broken now, and for how long yet", \
  "지금 활성화된 장애와 남은 시간을 보여 줍니다") \
X(MORE_FAULTS, \
  "What each fault is, how much of its time is left, and how many of the events\n" \
  "that it saw it struck.", \
  "장애마다 내용과 남은 시간, 지켜본 사건 가운데 몇 번 발생했는지를\n" \
  "보여 줍니다.")
/* clang-format on */

#endif
