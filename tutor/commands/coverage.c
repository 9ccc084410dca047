/*
 * coverage -- the matrix of claims, for authors and for those who doubt.
 *
 * One row a claim: taught, shown, asked. A hole is written as "-", so that it
 * is seen without colour and heard by a screen reader. What a lesson that
 * exists leaves open is said once more, and the exit status tells of it.
 */
#include "chassis/json.h"
#include "tutor/commands/table.h"
#include "tutor/grid.h"
#include "tutor/study/coverage.h"

static const char *languages(const bool there[2])
{
    if (there[0] && there[1])
        return text(TEXT_COVERAGE_BOTH);
    return there[0] ? "en" : there[1] ? "ko" : "-";
}

static int complete_count(const struct coverage *coverage)
{
    int count = 0;
    for (size_t i = 0; i < coverage->count; i++)
        count += coverage_complete(&coverage->claims[i]);
    return count;
}

static void say_hole(struct screen *screen, enum coverage_hole hole,
                     const char *id)
{
    if (hole == COVERAGE_NOT_TAUGHT)
        say(screen, COVERAGE_NOT_TAUGHT, id);
    else if (hole == COVERAGE_NOT_SHOWN)
        say(screen, COVERAGE_NOT_SHOWN, id);
    else
        say(screen, COVERAGE_NOT_ASKED, id);
}

/* Whether there is one; each is said to people. */
static bool holes(struct session *session, const struct coverage *coverage)
{
    bool any = false;
    for (size_t i = 0; i < coverage->count; i++) {
        enum coverage_hole hole = coverage_hole(&coverage->claims[i]);
        if (hole == COVERAGE_NO_HOLE)
            continue;
        any = true;
        if (!session->json)
            say_hole(&session->screen, hole, coverage->claims[i].id);
    }
    return any;
}

static void print_rows(struct session *session, const struct coverage *coverage)
{
    struct grid *grid = arena_alloc(&session->arena, sizeof *grid);
    if (!grid)
        return;
    grid_init(grid, &session->arena, "lllll");
    grid_cell(grid, "id");
    grid_cell(grid, "%s", text(TEXT_COVERAGE_TAUGHT));
    grid_cell(grid, "%s", text(TEXT_COVERAGE_SHOWN));
    grid_cell(grid, "%s", text(TEXT_COVERAGE_ASKED));
    grid_cell(grid, "%s", text(TEXT_COVERAGE_CLAIM));
    for (size_t i = 0; i < coverage->count; i++) {
        const struct coverage_claim *claim = &coverage->claims[i];
        grid_cell(grid, "%s", claim->id);
        grid_cell(grid, "%s", languages(claim->taught));
        grid_cell(grid, "%s", claim->shown ? text(TEXT_COVERAGE_YES) : "-");
        grid_cell(grid, "%s", languages(claim->asked));
        grid_cell(grid, "%s", text_korean() ? claim->korean : claim->english);
    }
    grid_print(grid, &session->screen);
    say(&session->screen, COVERAGE_SUM, complete_count(coverage),
        (int)coverage->count, coverage->lessons);
}

static void json_row(struct json_writer *json,
                     const struct coverage_claim *claim)
{
    json_object_open(json);
    json_key_text(json, "id", claim->id);
    json_key_text(json, "ko", claim->korean);
    json_key_text(json, "en", claim->english);
    json_key_bool(json, "taught_ko", claim->taught[1]);
    json_key_bool(json, "taught_en", claim->taught[0]);
    json_key_bool(json, "shown", claim->shown);
    json_key_bool(json, "asked_ko", claim->asked[1]);
    json_key_bool(json, "asked_en", claim->asked[0]);
    json_key_bool(json, "complete", coverage_complete(claim));
    json_key_bool(json, "hole", coverage_hole(claim) != COVERAGE_NO_HOLE);
    json_object_close(json);
}

static void print_json(struct session *session, const struct coverage *coverage)
{
    struct buffer out;
    struct json_writer json;
    buffer_init(&out, LIMIT_BODY_BYTES);
    json_begin(&json, &out);
    json_array_open(&json);
    for (size_t i = 0; i < coverage->count; i++)
        json_row(&json, &coverage->claims[i]);
    json_array_close(&json);
    screen_json(&session->screen, &out);
    buffer_release(&out);
}

enum error command_coverage(struct session *session, const struct args *args)
{
    struct content content;
    struct coverage *coverage = arena_alloc(&session->arena, sizeof *coverage);
    (void)args;
    if (!coverage)
        return error_explain(ERROR_SYSTEM, "out of memory");
    enum error error = content_find(&content);
    if (!error)
        error = coverage_load(&content, &session->arena, coverage);
    if (error)
        return error;
    if (session->json)
        print_json(session, coverage);
    else
        print_rows(session, coverage);
    session->failed = holes(session, coverage);
    return ERROR_OK;
}
