/*
 * table -- all screens, and the keys that open them from anywhere.
 *
 * A new one is declared and gets a row here; the key bar, the list of screens
 * (F12), the completion and the help follow. F1 (help), F6 (language), F7 (the
 * view's own action), F9 (mouse) and F10 (leave) are the app's.
 */
#include <stdio.h>
#include <string.h>

#include "tutor/commands/table.h"
#include "tutor/screens/view.h"

extern const struct view_class view_fault_lab;

extern const struct view_class view_first, view_log, view_help, view_lesson,
    view_system, view_quiz, view_menu, view_exam, view_trace, view_diagram,
    view_ledger, view_pair, view_progress, view_data, view_worksheet, view_lab,
    view_essay;

const struct view_row views[] = {
    {&view_first, KEYS_NONE, TEXT_VIEW_FIRST},
    {&view_help, KEYS_NONE, TEXT_BAR_HELP},
    {&view_lesson, KEYS_F1 + 1, TEXT_BAR_LESSON},
    {&view_system, KEYS_F1 + 2, TEXT_BAR_SYSTEM},
    {&view_trace, KEYS_F1 + 3, TEXT_BAR_TRACE},
    {&view_diagram, KEYS_NONE, TEXT_VIEW_DIAGRAM},
    {&view_quiz, KEYS_F1 + 4, TEXT_BAR_QUIZ},
    {&view_ledger, KEYS_NONE, TEXT_BAR_LEDGER},
    {&view_data, KEYS_NONE, TEXT_BAR_DATA},
    {&view_exam, KEYS_NONE, TEXT_BAR_EXAM},
    {&view_progress, KEYS_F1 + 7, TEXT_BAR_PROGRESS},
    {&view_pair, KEYS_NONE, TEXT_BAR_COMPARE},
    {&view_fault_lab, KEYS_NONE, TEXT_BAR_FAILURES},
    {&view_essay, KEYS_NONE, TEXT_BAR_ESSAY},
    {&view_worksheet, KEYS_NONE, TEXT_BAR_WORKSHEET},
    {&view_lab, KEYS_NONE, TEXT_BAR_LAB},
    {&view_log, KEYS_F1 + 10, TEXT_BAR_LOG},
    {&view_menu, KEYS_F12, TEXT_BAR_MENU},
};
const size_t view_count = sizeof views / sizeof *views;

const struct view_class *view_find(const char *name)
{
    for (size_t i = 0; i < view_count; i++)
        if (strcmp(views[i].view->name, name) == 0)
            return views[i].view;
    return NULL;
}

void view_list(struct session *session)
{
    for (size_t i = 0; i < view_count; i++)
        screen_print(&session->screen, "  %-12s %s\n", views[i].view->name,
                     text(views[i].view->title));
}

enum error view_command(struct session *session, const char *name,
                        const char *argument)
{
    char first[LIMIT_NAME_BYTES], second[LIMIT_PATH_BYTES];
    char *words[] = {first, second};
    bool more = argument && *argument;
    snprintf(first, sizeof first, "%s", name);
    snprintf(second, sizeof second, "%s", more ? argument : "");
    int status = command_run(session, words, more ? 2 : 1);
    if (status != EXIT_DONE)
        session->failed = true;
    return ERROR_OK;
}
