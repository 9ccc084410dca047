/*
 * text_parameters -- what every parameter means, and the words of figures and
 * events, in English and in Korean.
 *
 * TEXT_PARAMETERS: X(FAMILY, "name", english, korean) for each setting that a
 * process offers (chassis/setting.h); FAMILY is the first part of its name,
 * "name" the last, "*" any. tests/unit/tutor/commands/parameters_test.c fails
 * for a setting that has no row. At most 100 characters a language.
 * TEXT_CHOICES: X("family", "name", value, "word") where a number is a choice.
 * The words are typed, so they are the same in both languages.
 * TEXT_FIGURES: X(english, korean) for states, figures, units and causes.
 * TEXT_EVENTS: X(english, korean), shapes of tutor/phrase.h.
 * TEXT_EXPLAIN is a part of tutor/commands/text_list.h, which see.
 */
#ifndef TUTOR_TEXT_PARAMETERS_H
#define TUTOR_TEXT_PARAMETERS_H

/* clang-format off */
#define TEXT_PARAMETERS(X) \
X("breaker", "mode", \
  "by itself, or by hand: always open, no breaker at all, or counting only", \
  "자동 판단, 강제 열림, 사용 안 함, 세기만 함 가운데 선택") \
X("breaker", "failure-rate", \
  "opens when this share of the window's calls has failed; 0: not looked at", \
  "윈도 안의 실패율이 이 값에 이르면 열림. 0이면 보지 않음") \
X("breaker", "slow-rate", \
  "opens when this share of the window's calls was slow; 0: not looked at", \
  "윈도 안의 느린 호출 비율이 이 값에 이르면 열림. 0이면 보지 않음") \
X("breaker", "slow-ms", \
  "a call that takes this long or longer is slow, even if it succeeds", \
  "이 시간 이상 걸린 호출은 성공해도 느린 호출로 셈") \
X("breaker", "consecutive", \
  "opens after this many failures in a row; 0: not looked at", \
  "이 횟수만큼 잇달아 실패하면 열림. 0이면 보지 않음") \
X("breaker", "minimum-calls", \
  "with fewer calls in the window no rate is judged", \
  "윈도 안의 호출이 이보다 적으면 비율을 판단하지 않음") \
X("breaker", "time-window", \
  "the window is the last window-calls calls, or the last window-ms of time", \
  "윈도의 기준: 최근 window-calls개의 호출 또는 최근 window-ms의 시간") \
X("breaker", "window-calls", \
  "how many of the last calls are judged, in a window of calls", \
  "호출 수 기준 윈도에서 평가할 최근 호출의 수") \
X("breaker", "window-ms", \
  "how far back calls are judged, in a window of time", \
  "시간 기준 윈도의 길이") \
X("breaker", "window-buckets", \
  "in how many steps a window of time moves on; more forget more smoothly", \
  "시간 기준 윈도를 나누는 구간 수. 많을수록 오래된 호출이 고르게 빠짐") \
X("breaker", "open-ms", \
  "how long it stays open the first time, before a probe may pass", \
  "처음 열렸을 때 시험 호출을 보내기까지 열려 있는 시간") \
X("breaker", "open-growth", \
  "how long the next opening is, in percent of the last; 200 doubles it", \
  "다시 열릴 때마다 열림 시간을 늘리는 비율. 200이면 두 배") \
X("breaker", "open-cap-ms", \
  "it never stays open longer than this at a time", \
  "한 번에 열려 있는 시간의 상한") \
X("breaker", "open-jitter", \
  "up to so much of the open time is cut by chance, so callers do not return at once", \
  "호출자가 한꺼번에 돌아오지 않게 열림 시간을 무작위로 줄이는 최대 비율") \
X("breaker", "automatic", \
  "on: turns half-open when its time is over; off: at the next call after that", \
  "on이면 시간이 지나자마자, off이면 그 뒤 첫 호출이 올 때 반열림이 됨") \
X("breaker", "permits", \
  "how many probes may be in flight at a time while half-open", \
  "반열림 상태에서 동시에 내보내는 시험 호출의 최대 수") \
X("breaker", "lease-ms", \
  "a probe that has not come back after this has failed; its permit is free", \
  "이 시간 안에 끝나지 않은 시험 호출은 실패로 보고 허가를 회수함") \
X("breaker", "successes", \
  "how many probes must succeed before it closes", \
  "닫히는 데 필요한 시험 호출 성공 횟수") \
X("breaker", "failures", \
  "how many probes must fail before it opens again", \
  "다시 열리는 데 필요한 시험 호출 실패 횟수") \
X("breaker", "half-open-ms", \
  "with no verdict this long after the first probe it opens again", \
  "첫 시험 호출 뒤 이 시간 안에 판정이 나지 않으면 다시 열림") \
X("bulkhead", "concurrent", \
  "how many calls to the peer may run at a time", \
  "상대에게 동시에 보낼 수 있는 호출 수") \
X("bulkhead", "waiting", \
  "how many calls may queue for a place; 0: nobody waits, the rest is rejected", \
  "자리를 기다릴 수 있는 호출 수. 넘치면 거부하고, 0이면 기다리지 않음") \
X("bulkhead", "max-wait-ms", \
  "how long one call may queue before it is rejected", \
  "호출 하나가 대기열에서 기다릴 수 있는 시간. 넘으면 거부함") \
X("deadline", "total-ms", \
  "time for a whole call where its caller asked for none", \
  "호출자가 따로 정하지 않았을 때 호출 전체에 주는 시간") \
X("deadline", "most-ms", \
  "no call gets more time than this, whatever was asked", \
  "호출자가 더 길게 요청해도 넘을 수 없는 상한") \
X("deadline", "least-ms", \
  "with less time than this left, a call is not begun", \
  "남은 시간이 이보다 적으면 호출을 시작하지 않음") \
X("deadline", "try-ms", \
  "time for a single attempt; 0: all that is left of the call's time", \
  "시도 한 번에 주는 시간(시도별 타임아웃). 0이면 남은 시간 전부") \
X("deadline", "hop-ms", \
  "kept back at each hop, so that the callee gives up before its caller", \
  "홉마다 떼어 두는 시간. 불린 쪽이 부른 쪽보다 먼저 포기하게 함") \
X("retry", "attempts", \
  "attempts in all, the first one counted; 1: no retry", \
  "첫 시도를 포함한 전체 시도 횟수. 1이면 재시도하지 않음") \
X("retry", "base-ms", \
  "wait before the first retry, before jitter", \
  "첫 재시도 전 대기 시간(지터 적용 전)") \
X("retry", "multiplier-percent", \
  "how much longer each wait is than the last; 200 doubles it (back-off)", \
  "대기 시간을 매번 늘리는 비율(백오프). 200이면 두 배") \
X("retry", "cap-ms", \
  "no wait is longer than this, before jitter", \
  "대기 시간의 상한(지터 적용 전)") \
X("retry", "jitter", \
  "how chance spreads the waits, so that those who failed together part", \
  "함께 실패한 호출이 흩어지도록 대기 시간에 무작위를 섞는 방식") \
X("retry", "least-attempt-ms", \
  "no further attempt with less time than this left before the deadline", \
  "데드라인까지 남은 시간이 이보다 적으면 다시 시도하지 않음") \
X("retry-budget", "form", \
  "what bounds retries: a share of the calls, tokens, or nothing", \
  "재시도를 제한하는 방식: 호출에 대한 비율, 토큰, 제한 없음") \
X("retry-budget", "share-percent", \
  "form share: retries allowed, in percent of the calls of the last ttl-ms", \
  "share 방식: 최근 ttl-ms 동안의 호출 수에 대한 재시도 허용 비율") \
X("retry-budget", "least-per-s", \
  "form share: so many retries a second are always allowed", \
  "share 방식: 호출이 적어도 늘 허용하는 초당 재시도 수") \
X("retry-budget", "ttl-ms", \
  "form share: how far back calls and retries are counted", \
  "share 방식: 호출과 재시도를 세는 기간") \
X("retry-budget", "most-tokens", \
  "form tokens: tokens at most; no retry at half of them or fewer", \
  "tokens 방식: 토큰의 최대 수. 절반 이하로 줄면 재시도하지 않음") \
X("retry-budget", "token-ratio-thousandths", \
  "form tokens: what a success earns; a failure costs one token (1000)", \
  "tokens 방식: 성공할 때 얻는 양. 실패하면 토큰 하나(1000)를 잃음") \
X("hedge", "hedges", \
  "how many further attempts may go out before the first has failed; 0: off", \
  "첫 시도가 실패하기 전에 더 보낼 수 있는 헤지 요청 수. 0이면 쓰지 않음") \
X("hedge", "delay-ms", \
  "wait before each hedge while no percentile is known", \
  "백분위수를 아직 모를 때 헤지 요청 전에 기다리는 시간") \
X("hedge", "percentile", \
  "hedge after this percentile of recent latencies; 0: always after delay-ms", \
  "최근 지연 시간의 이 백분위수가 지나면 보냄. 0이면 늘 delay-ms 뒤") \
X("hedge", "window", \
  "how many recent latencies the percentile is taken from", \
  "백분위수를 구할 때 쓰는 최근 지연 시간의 수") \
X("hedge", "minimum", \
  "with fewer latencies than this no percentile is taken", \
  "지연 시간이 이보다 적게 모이면 백분위수를 구하지 않음") \
X("hedge", "floor-ms", \
  "a hedge never goes out sooner than this", \
  "헤지 요청 전에 적어도 이만큼은 기다림") \
X("balancer", "policy", \
  "how an instance is chosen for the next call", \
  "다음 호출을 보낼 인스턴스를 고르는 방식") \
X("balancer", "panic-percent", \
  "with a smaller share of endpoints fit, the ejected are asked too; 0: never", \
  "쓸 수 있는 엔드포인트 비율이 이보다 낮으면 제외된 곳에도 보냄. 0이면 안 함") \
X("balancer", "eject-consecutive", \
  "an endpoint is left out after this many failures in a row; 0: never", \
  "이 횟수만큼 잇달아 실패한 엔드포인트를 제외함. 0이면 하지 않음") \
X("balancer", "eject-interval-ms", \
  "how often success rates are compared and ejection counts fall", \
  "성공률을 비교하고 제외 횟수를 줄이는 주기") \
X("balancer", "eject-base-ms", \
  "how long the first ejection lasts; the n-th lasts n times as long", \
  "처음 제외하는 시간. n번째 제외는 이 시간의 n배") \
X("balancer", "eject-most-ms", \
  "no ejection lasts longer than this", \
  "한 번에 제외하는 시간의 상한") \
X("balancer", "eject-percent", \
  "at most this share of all endpoints is left out at a time", \
  "동시에 제외할 수 있는 엔드포인트의 최대 비율") \
X("balancer", "eject-success-rate", \
  "also leave out endpoints whose success rate is far under that of the others", \
  "성공률이 다른 곳보다 크게 낮은 엔드포인트도 제외할지 여부") \
X("balancer", "eject-least-hosts", \
  "success rates are compared only among this many endpoints or more", \
  "호출을 충분히 받은 엔드포인트가 이 수 이상일 때만 성공률을 비교함") \
X("balancer", "eject-least-calls", \
  "an endpoint's success rate counts only after this many calls an interval", \
  "한 주기에 호출을 이만큼 받은 엔드포인트만 성공률 비교에 넣음") \
X("balancer", "eject-deviations-thousandths", \
  "left out when this far under the mean success rate; 1900: 1.9 deviations", \
  "평균 성공률보다 이만큼 낮으면 제외함. 1900이면 표준 편차의 1.9배") \
X("rate-limit", "rate", \
  "requests that one client may send in a period; 0: no limit", \
  "클라이언트 하나가 한 기간에 보낼 수 있는 요청 수. 0이면 제한 없음") \
X("rate-limit", "period-s", \
  "the period that the rate is for", \
  "rate를 세는 기간") \
X("rate-limit", "burst", \
  "requests at once that are borne before the rate holds (token bucket)", \
  "한꺼번에 받아 주는 요청 수(토큰 버킷의 크기)") \
X("discovery", "mode", \
  "who chooses the instance: the caller, or the proxy at the virtual address", \
  "인스턴스를 고르는 쪽: 호출자 또는 가상 주소 뒤의 프록시") \
X("discovery", "silence", \
  "without a word from the registry for this long, it counts as out of reach", \
  "레지스트리에서 이 시간 동안 소식이 없으면 연결이 끊긴 것으로 봄") \
X("registrar", "lease-ms", \
  "how long the registry keeps this instance without a renewal", \
  "갱신이 없을 때 레지스트리가 이 인스턴스의 임대를 유지하는 시간") \
X("registrar", "ready", \
  "whether this instance tells the registry that it wants calls", \
  "이 인스턴스가 호출을 받을 수 있다고 레지스트리에 알릴지 여부") \
X("supervisor", "period-ms", \
  "how often the supervisor asks each process whether it is well", \
  "슈퍼바이저가 각 프로세스의 상태를 묻는 주기") \
X("supervisor", "patience-ms", \
  "how long the supervisor waits for the answer to a health probe", \
  "슈퍼바이저가 상태 확인의 응답을 기다리는 시간") \
X("supervisor", "threshold", \
  "unanswered probes in a row after which a process is killed and started again", \
  "상태 확인에 잇달아 이 횟수만큼 응답이 없으면 강제 종료하고 다시 시작함") \
X("route", "stage", \
  "the stage of the migration that the gateway routes by; -1: none", \
  "게이트웨이가 따르는 전환 단계. -1이면 전환 중이 아님") \
X("route", "hold", \
  "holds back new requests for so long while data moves; 0: none are held", \
  "데이터를 옮기는 동안 새 요청을 붙잡아 두는 시간. 0이면 붙잡지 않음") \
X("route", "*", \
  "who answers this method: the services, the monolith, or it with a comparison", \
  "이 메서드에 응답하는 쪽: 서비스, 모놀리스, 모놀리스로 응답하며 비교")

#define TEXT_CHOICES(X) \
X("breaker", "mode", 0, "automatic") X("breaker", "mode", 1, "forced-open") \
X("breaker", "mode", 2, "disabled") X("breaker", "mode", 3, "metrics-only") \
X("breaker", "time-window", 0, "calls") X("breaker", "time-window", 1, "time") \
X("breaker", "automatic", 0, "off") X("breaker", "automatic", 1, "on") \
X("retry", "jitter", 0, "full") X("retry", "jitter", 1, "equal") \
X("retry", "jitter", 2, "proportional") X("retry", "jitter", 3, "none") \
X("retry-budget", "form", 0, "share") X("retry-budget", "form", 1, "tokens") \
X("retry-budget", "form", 2, "none") \
X("balancer", "policy", 0, "two-choices") \
X("balancer", "policy", 1, "least-outstanding") \
X("balancer", "policy", 2, "round-robin") \
X("balancer", "policy", 3, "weighted") X("balancer", "policy", 4, "random") \
X("balancer", "eject-success-rate", 0, "off") \
X("balancer", "eject-success-rate", 1, "on") \
X("discovery", "mode", -1, "as-for-all") \
X("discovery", "mode", 0, "client") X("discovery", "mode", 1, "server") \
X("registrar", "ready", 0, "no") X("registrar", "ready", 1, "yes")

#define TEXT_FIGURES(X) \
X("closed", "닫힘") X("open", "열림") X("half-open", "반열림") \
X("forced-open", "강제 열림") X("disabled", "비활성") \
X("metrics-only", "지표 전용") X("free", "여유") X("full", "가득 참") \
X("budget left", "예산 남음") X("budget spent", "예산 소진") \
X("on", "켜짐") X("off", "꺼짐") X("calls", "호출") X("failed", "실패") \
X("slow", "느림") X("in flight", "진행 중") X("rejected", "거부") \
X("next probe in", "다음 시험 호출까지") X("probes out", "나간 시험 호출") \
X("probes well", "시험 호출 성공") X("probes failed", "시험 호출 실패") \
X("late answers", "늦은 응답") X("running", "실행 중") X("waiting", "대기") \
X("most running", "최대 동시 실행") X("attempts", "시도") \
X("saved by a retry", "재시도로 성공") \
X("refused by the budget", "예산 때문에 안 함") \
X("retries left", "남은 재시도") X("sent", "보냄") \
X("won by a hedge", "헤지 요청이 먼저 응답") X("delay", "지연") \
X("instances", "인스턴스") X("ejected", "제외") X("outstanding", "미완료") \
X("picked", "선택") X("allowed", "허용") X("refused", "거절") \
X("buckets in use", "쓰는 버킷") \
X("failures", "실패") X("probes", "시험 호출") X("buckets", "구간") \
X("retries/s", "재시도/초") X("tokens", "토큰") X("1/1000 token", "토큰/1000") \
X("endpoints", "엔드포인트") X("1/1000 deviation", "편차/1000") \
X("requests a period", "요청/기간") X("requests", "요청") \
X("answers", "응답") X("s", "초") \
X("failure-rate", "실패율") X("slow-rate", "느린 호출 비율") \
X("consecutive", "연속 실패") X("open-time-over", "열림 시간 종료") \
X("probes-well", "시험 호출 성공") X("probe-failed", "시험 호출 실패") \
X("probe-lease-over", "시험 호출 기한 종료") \
X("half-open-too-long", "반열림 시간 초과") X("by-hand", "수동")

/* The longer of two that begin alike comes first. */
#define TEXT_EVENTS(X) \
X("{0} -> {1} by hand", "{0} -> {1}(수동)") \
X("{0} -> {1} by {2}: {3} against {4}; {5} calls, {6} failed, {7} slow, " \
  "{8} in flight; open for {9} ms", \
  "{0} -> {1}(원인: {2} {3}, 기준 {4}); 호출 {5}, 실패 {6}, 느림 {7}, 진행 중 {8}; " \
  "{9} ms 동안 열림") \
X("{0} -> {1} by {2}: {3} against {4}; {5} calls, {6} failed, {7} slow, " \
  "{8} in flight", \
  "{0} -> {1}(원인: {2} {3}, 기준 {4}); 호출 {5}, 실패 {6}, 느림 {7}, 진행 중 {8}") \
X("set to its default", "기본값으로 되돌림") \
X("set to {0}", "값을 {0}(으)로 바꿈") \
X("the registry is a new one; what the former knew stays for one lease", \
  "레지스트리가 새로 시작됨. 이전 목록은 임대 기간 한 번 동안 유지함") \
X("the registry is out of reach ({0}); the last view stays", \
  "레지스트리에 연결할 수 없음({0}). 마지막 뷰를 그대로 씀") \
X("fenced: a younger life has joined", \
  "펜싱됨: 더 늦게 시작한 생애가 등록됨")

#define TEXT_EXPLAIN(X) \
X(EXPLAIN_CHOICE, "choice", "선택") \
X(EXPLAIN_WANTS, "\"%s\" is no value of %s; write one of: %s, default", \
  "\"%s\" 값은 %s에 쓸 수 없습니다. 다음 중 하나를 써 주세요: %s, default") \
X(EXPLAIN_ALONE, "No shop is up, so bounds and defaults are not known here;\n" \
  "`cleave up split` starts one.\n\n", \
  "실행 중인 상점이 없어 범위와 기본값은 보여 드릴 수 없습니다. " \
  "`cleave up split`으로\n시작해 주세요.\n\n") \
X(EXPLAIN_NO_NAME, "there is no parameter \"%s\"; `cleave %s explain` lists " \
  "them", \
  "\"%s\"라는 매개변수는 없습니다. `cleave %s explain`으로 목록을 볼 수 " \
  "있습니다") \
X(EXPLAIN_MEANT, "there is no parameter \"%s\"; did you mean %s?", \
  "\"%s\"라는 매개변수는 없습니다. 혹시 %s인가요?")
/* clang-format on */

#endif
