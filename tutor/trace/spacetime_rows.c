/*
 * spacetime_rows -- the rows of a diagram in the order of time.
 *
 * Of what happened at the same microsecond, what was read first stands first:
 * parents before their children. The same failure over and over is one row with
 * a count, or the repeats of one call would push all else off the screen. Where
 * nothing happens for long, a row says for how long.
 */
#include "tutor/trace/spacetime_private.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "tutor/commands/text.h"
#include "tutor/figures.h"

enum { SILENCE_PARTS = 10, SILENCE_LEAST_US = 5000 };

static int by_time(const void *a, const void *b)
{
    const struct spacetime_row *one = a, *other = b;
    if (one->at_us != other->at_us)
        return one->at_us < other->at_us ? -1 : 1;
    if ((one->kind == SPACETIME_CRASH) != (other->kind == SPACETIME_CRASH))
        return one->kind == SPACETIME_CRASH ? -1 : 1;
    return one->order < other->order ? -1 : 1;
}

static bool same_again(const struct spacetime_row *row,
                       const struct spacetime_row *before)
{
    return row->error && before->error && row->kind == before->kind &&
           row->kind != SPACETIME_ANSWER && row->kind != SPACETIME_STEP &&
           row->from == before->from && row->to == before->to &&
           strcmp(row->label, before->label) == 0 &&
           strcmp(row->error, before->error) == 0;
}

static void append(struct spacetime_reader *reader,
                   const struct spacetime_row *row)
{
    struct spacetime *out = reader->out;
    if (out->row_count == SPACETIME_ROWS) {
        out->missing++;
        return;
    }
    assert(out->rows);
    out->rows[out->row_count++] = *row;
}

static void append_silence(struct spacetime_reader *reader, int64_t from_us,
                           int64_t to_us)
{
    char ms[FIGURES_BYTES];
    int64_t least = reader->tree->length_us / SILENCE_PARTS;
    struct spacetime_row row = {
        .kind = SPACETIME_SILENCE, .at_us = to_us, .count = 1};
    if (to_us - from_us < least || to_us - from_us < SILENCE_LEAST_US)
        return;
    row.label = arena_format(reader->arena, TEXT_FORMAT(SPACETIME_SILENT),
                             figures_ms(ms, to_us - from_us));
    if (row.label)
        append(reader, &row);
}

enum error spacetime_choose_rows(struct spacetime_reader *reader)
{
    struct spacetime *out = reader->out;
    int64_t before_us = 0;
    qsort(reader->rows, (size_t)reader->count, sizeof *reader->rows, by_time);
    for (int i = 0; i < reader->count; i++) {
        const struct spacetime_row *row = &reader->rows[i];
        struct spacetime_row *last =
            out->row_count > 0 ? &out->rows[out->row_count - 1] : NULL;
        if (!row->label)
            return error_explain(ERROR_OVERLOADED, "no room for a diagram");
        if (row->kind == SPACETIME_COMMIT && !out->commits)
            continue;
        if (last && same_again(row, last)) {
            last->count++;
            before_us = row->at_us;
            continue;
        }
        append_silence(reader, before_us, row->at_us);
        append(reader, row);
        before_us = row->at_us;
    }
    return ERROR_OK;
}
