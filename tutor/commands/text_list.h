/*
 * text_list -- the table behind tutor/commands/text.h; include that instead.
 *
 * X(ID, english, korean). A row without one of the languages does not compile.
 * Korean may take the values in another order. Words that are typed (commands,
 * names of processes, states) stay as they are in both languages.
 */
#ifndef TUTOR_TEXT_LIST_H
#define TUTOR_TEXT_LIST_H

#include "tutor/commands/text_refusals.h"
#include "tutor/commands/text_reports.h"
#include "tutor/commands/text_help.h"
#include "tutor/commands/text_rules.h"
#include "tutor/commands/text_tour.h"
#include "tutor/commands/text_boundaries.h"
#include "tutor/commands/text_migrate.h"
#include "tutor/commands/text_lab.h"
#include "tutor/commands/text_system.h"
#include "tutor/commands/text_operate.h"
#include "tutor/commands/text_fault.h"
#include "tutor/commands/text_mesh.h"
#include "tutor/commands/text_parameters.h"
#include "tutor/commands/text_patterns.h"
#include "tutor/commands/text_discovery.h"
#include "tutor/commands/text_observe.h"
#include "tutor/commands/text_trace.h"
#include "tutor/commands/text_stream.h"
#include "tutor/commands/text_watch.h"
#include "tutor/commands/text_saga.h"
#include "tutor/commands/text_screens.h"
#include "tutor/commands/text_study.h"
#include "tutor/commands/text_lesson.h"
#include "tutor/commands/text_ledger.h"
#include "tutor/commands/text_data.h"

/* clang-format off */
#define TEXT_LIST(X) \
TEXT_WORDS(X) TEXT_WORLD(X) TEXT_REPORTS(X) TEXT_HELP(X) TEXT_RULES(X) \
TEXT_LAB(X) TEXT_BOUNDARIES(X) \
TEXT_SYSTEM_PANEL(X) \
TEXT_TOUR(X) TEXT_DISCOVERY(X) TEXT_OBSERVE(X) TEXT_TRACES(X) \
TEXT_PATTERNS(X) TEXT_FAULTS(X) TEXT_OPERATE(X) TEXT_MESH_POLICY(X) \
TEXT_STREAM(X) TEXT_WATCH(X) TEXT_EXPLAIN(X) TEXT_SAGA(X) \
TEXT_SCREENS(X) TEXT_LESSON_SCREENS(X) TEXT_MIGRATE(X) TEXT_STUDY(X) \
TEXT_SIDES(X) TEXT_LEDGER(X) TEXT_DATA(X)
/* clang-format on */

#endif
