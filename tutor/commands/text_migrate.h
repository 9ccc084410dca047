/*
 * text_migrate -- what `migrate` says; a part of tutor/commands/text_list.h,
 * which see.
 */
#ifndef TUTOR_TEXT_MIGRATE_H
#define TUTOR_TEXT_MIGRATE_H

/* clang-format off */
#define TEXT_MIGRATE(X) TEXT_MIGRATE_SAID(X) TEXT_MIGRATE_STAGES(X) \
TEXT_MIGRATE_HELP(X)

#define TEXT_MIGRATE_SAID(X) \
X(MIGRATE_WORD, "migrate takes status, next, back or reset, not \"%s\"", \
  "migrate에는 status, next, back, reset을 쓸 수 있습니다. 받은 값: \"%s\"") \
X(MIGRATE_NOT_DRAINED, "requests or sagas do not end (%lld out, %lld " \
  "unfinished); is a service down? Nothing was changed", \
  "요청이나 사가가 끝나지 않습니다(응답 대기 %lld개, 미완료 %lld개). 멈춘 " \
  "서비스가 있는지 확인해 주세요. 바뀐 것은 없습니다") \
X(MIGRATE_SPLIT_RUNS, "the split runs already, with books of its own; a " \
  "migration starts from the monolith alone: `down split`, then " \
  "`migrate reset`", \
  "분리형이 자체 데이터로 이미 실행 중입니다. 이전은 모놀리스만 있는 " \
  "상태에서 시작합니다. `down split`을 하고 `migrate reset`을 실행해 주세요") \
X(MIGRATE_NO_MONOLITH, "the monolith does not run; `up monolith` starts it", \
  "모놀리스가 실행 중이 아닙니다. `up monolith`으로 시작해 주세요") \
X(MIGRATE_SPLIT_HAS_BOOKS, "the split has databases of its own from before; " \
  "`migrate reset` moves them aside", \
  "분리형이 전에 쓰던 데이터베이스가 남아 있습니다. `migrate reset`이 이름을 " \
  "바꿔 치워 둡니다") \
X(MIGRATE_AT_END, "the migration is complete; `migrate back` undoes a stage", \
  "이전이 모두 끝났습니다. `migrate back`으로 한 단계씩 되돌릴 수 있습니다") \
X(MIGRATE_AT_START, "no migration has begun; `migrate next` begins one", \
  "시작한 이전이 없습니다. `migrate next`로 시작합니다") \
X(MIGRATE_IN_PROGRESS, "a migration is under way (stage %s); `migrate back` " \
  "undoes it first", \
  "이전이 진행 중입니다(단계 %s). 먼저 `migrate back`으로 되돌려 주세요") \
X(BOOKS_ELSEWHERE, "the books of the shop are not the %s's at stage %s of " \
  "the migration; `audit` without a word finds them", \
  "이전 단계가 %2$s일 때 장부는 %1$s 쪽에 있지 않습니다. 단어 없이 `audit`을 " \
  "실행하면 찾아 줍니다") \
X(MIGRATE_RESET_DONE, "the split's databases were moved aside\n", \
  "분리형의 데이터베이스를 옮겨 두었습니다\n") \
X(MIGRATE_DONE, "%s -> %s in %lld ms", "%s -> %s, %lld ms 걸림") \
X(MIGRATE_HELD, "; new requests waited up to %lld ms", \
  "; 새 요청은 최대 %lld ms 기다렸습니다") \
X(MIGRATE_COPIED, "  copied the rows of %s while everything runs\n", \
  "  모두 실행되는 동안 %s의 행을 복사했습니다\n") \
X(MIGRATE_DRAINED, "  new requests wait at the gateway; what was under way " \
  "has ended (%lld ms)\n", \
  "  새 요청은 게이트웨이에서 기다리고, 진행 중이던 일은 끝났습니다(%lld ms)\n") \
X(MIGRATE_MOVED, "  %lld tables, %lld rows compared and handed over\n", \
  "  테이블 %lld개, 행 %lld개를 비교하고 넘겼습니다\n") \
X(MIGRATE_NONE_YET, "no migration has begun\n", "시작한 이전이 없습니다\n") \
X(MIGRATE_PLACES, "where each service keeps its rows:\n", \
  "서비스별 데이터 위치:\n") \
X(MIGRATE_PLACE_DOWN, "  %-10s (does not run at this stage)\n", \
  "  %-10s (이 단계에서는 실행하지 않음)\n") \
X(MIGRATE_COMPARED, "answers of monolith and services, compared:\n", \
  "모놀리스와 서비스의 응답 비교:\n") \
X(MIGRATE_COMPARED_ROW, "  %-16s %s same %lld  different %lld  moving %lld  " \
  "unanswered %lld\n", \
  "  %-16s %s 같음 %lld  다름 %lld  바뀌는 중 %lld  무응답 %lld\n")

#define TEXT_MIGRATE_STAGES(X) \
X(STAGE_FACADE, "the gateway stands before the monolith and passes all on", \
  "게이트웨이가 모놀리스 앞에 서서 모든 요청을 그대로 넘깁니다") \
X(STAGE_SHADOW, "services on the monolith's database; answers are compared", \
  "서비스가 모놀리스의 데이터베이스에서 돌고, 두 응답을 비교합니다") \
X(STAGE_SEAMS, "services take the writes; the monolith still answers reads", \
  "쓰기는 서비스가 맡고, 읽기는 아직 모놀리스가 답합니다") \
X(STAGE_PAYMENTS, "payments owns its data; the monolith stops", \
  "payments가 자기 데이터를 갖고, 모놀리스는 멈춥니다") \
X(STAGE_INVENTORY, "inventory owns its data", \
  "inventory가 자기 데이터를 갖습니다") \
X(STAGE_SHIPPING, "shipping owns its data", \
  "shipping이 자기 데이터를 갖습니다") \
X(STAGE_ORDERS, "orders and customers own their data: the split is whole", \
  "orders와 customers까지 자기 데이터를 가져, 분리가 끝납니다")

#define TEXT_MIGRATE_HELP(X) \
X(HELP_MIGRATE, "split the running monolith up, stage by stage, and back", \
  "실행 중인 모놀리스를 단계별로 나누고, 되돌립니다") \
X(MORE_MIGRATE, \
  "The strangler fig: the gateway is put in front of the running monolith, and\n" \
  "one service after another takes over, under load, without a failed request.\n" \
  "`next` goes one stage further, `back` undoes the last one, `status` (also\n" \
  "without a word) shows where it stands and how the answers compare.\n\n" \
  "facade     the gateway passes every request on to the monolith\n" \
  "shadow     the services run on the monolith's database; each read is\n" \
  "           answered by the monolith, asked of the services too, compared\n" \
  "seams      writes go to the services, reads are compared on\n" \
  "payments, inventory, shipping, orders\n" \
  "           each gets its tables in a database of its own\n\n" \
  "At a stage that moves tables the gateway holds new requests for a moment,\n" \
  "work under way ends, the rows are compared one by one, and the old tables\n" \
  "are renamed to moved_... in the transaction that writes the new stage. A\n" \
  "step that was interrupted is finished, or forgotten, by the next one.\n\n" \
  "It starts from the monolith alone (`up monolith`); databases that the split\n" \
  "has from before are moved aside by `migrate reset`. From the stage seams on\n" \
  "orders come in by the gateway's address only.\n\n" \
  "  cleave up monolith\n" \
  "  cleave migrate next\n" \
  "  cleave load checkout 60/s for 10s --shape split\n", \
  "교살자 무화과(strangler fig) 방식입니다. 실행 중인 모놀리스 앞에 게이트웨이를\n" \
  "세우고, 부하가 걸린 채로 실패하는 요청 없이 서비스가 하나씩 넘겨받습니다.\n" \
  "`next`는 한 단계 나아가고, `back`은 마지막 단계를 되돌리며, `status`(단어를\n" \
  "쓰지 않아도 같음)는 현재 단계와 응답 비교 결과를 보여 줍니다.\n\n" \
  "facade     게이트웨이가 모든 요청을 모놀리스에 그대로 넘깁니다\n" \
  "shadow     서비스가 모놀리스의 데이터베이스에서 돕니다. 읽기는 모놀리스가\n" \
  "           답하고, 서비스에도 물어 두 응답을 비교합니다\n" \
  "seams      쓰기는 서비스로 가고, 읽기는 계속 비교합니다\n" \
  "payments, inventory, shipping, orders\n" \
  "           차례로 자기 데이터베이스로 테이블을 옮깁니다\n\n" \
  "테이블을 옮기는 단계에서는 게이트웨이가 새 요청을 잠시 붙들고, 진행 중인\n" \
  "일이 끝나면 행을 하나하나 비교합니다. 옛 테이블은 새 단계를 기록하는 바로 그\n" \
  "트랜잭션에서 moved_...로 이름이 바뀝니다. 중간에 끊긴 단계는 다음 명령이\n" \
  "마무리하거나 없던 일로 합니다.\n\n" \
  "모놀리스만 있는 상태(`up monolith`)에서 시작합니다. 분리형이 전에 쓰던\n" \
  "데이터베이스는 `migrate reset`이 치워 둡니다. seams 단계부터는 주문이\n" \
  "게이트웨이 주소로만 들어옵니다.\n\n" \
  "  cleave up monolith\n" \
  "  cleave migrate next\n" \
  "  cleave load checkout 60/s for 10s --shape split\n")

#endif
