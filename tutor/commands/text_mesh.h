/*
 * text_mesh -- what `mesh show`, `policy`, `allow`, `route` and `split` say; a
 * part of tutor/commands/text_list.h, which see.
 */
#ifndef TUTOR_TEXT_MESH_H
#define TUTOR_TEXT_MESH_H

/* clang-format off */
#define TEXT_MESH_POLICY(X) \
X(MESH_NONE, "no sidecar stands before %s; `cleave mesh on` puts one before " \
  "each instance", \
  "%s 앞에 사이드카가 없습니다. `cleave mesh on`으로 인스턴스마다 하나씩 둘 수 " \
  "있습니다") \
X(MESH_EMPTY, "No sidecar runs. `cleave mesh on` puts one before each " \
  "instance.\n", \
  "실행 중인 사이드카가 없습니다. `cleave mesh on`으로 인스턴스마다 하나씩 둘 " \
  "수 있습니다.\n") \
X(MESH_INSTANCE, "instance", "인스턴스") \
X(MESH_CALLS, "calls", "호출") \
X(MESH_FAILED, "failed", "실패") \
X(MESH_RETRIED, "retried", "재시도") \
X(MESH_FAULTED, "faulted", "장애 주입") \
X(MESH_ADDED, "added p50/p99", "더한 시간 p50/p99") \
X(MESH_POLICY, "policy", "정책") \
X(MESH_CALLER, "caller", "호출자") \
X(MESH_REFUSED, "refused", "거절") \
X(MESH_NOBODY, "(no identity)", "(신원 없음)") \
X(MESH_VERB, "\"%s\" should be one of show, on, off, policy, allow, route and " \
  "split", \
  "\"%s\" 자리에는 show, on, off, policy, allow, route, split 가운데 하나가 " \
  "옵니다") \
X(MESH_PAIR, "\"%s\" should be NAME=VALUE, as in attempts=3, timeout=500ms or " \
  "retry-on=unavailable", \
  "\"%s\" 자리에는 NAME=VALUE가 옵니다. 예: attempts=3, timeout=500ms, " \
  "retry-on=unavailable") \
X(MESH_WEIGHT, "\"%s\" should be %s=WEIGHT with a weight from 0 to 1000", \
  "\"%s\" 자리에는 %s=WEIGHT가 옵니다. WEIGHT는 0부터 1000까지입니다") \
X(MESH_MORE_WORDS, "something is missing; write: mesh %s", \
  "빠진 단어가 있습니다. `mesh %s`처럼 써 주세요") \
X(MESH_NO_INSTANCE, "no instance %s runs", "실행 중인 %s 인스턴스가 없습니다") \
X(MESH_NO_VERSION, "no instance of %s runs version %s", \
  "%s 서비스에 %s 버전으로 실행 중인 인스턴스가 없습니다") \
X(MESH_SET, "%s: policy %s\n", "%s 정책: %s\n") \
X(MESH_SPLIT, "%s: calls go by version, %s\n", \
  "%s: 버전별로 호출을 나눕니다(%s)\n") \
X(MESH_SPLIT_OFF, "%s: calls go to all instances evenly again\n", \
  "%s: 다시 모든 인스턴스에 고르게 보냅니다\n")
/* clang-format on */

#endif
