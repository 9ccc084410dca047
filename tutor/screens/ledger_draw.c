/*
 * ledger_draw -- the books of a shape as a table of rules.
 *
 * From top to bottom: both shapes in a word each, the orders of the one that is
 * shown, when it was checked and how the runs before went; the rules with both
 * figures; below them what the chosen one compares, in full, and which orders
 * break it. Where rows are few the last part leaves; where columns are many the
 * shapes stand side by side.
 */
#include <stdio.h>

#include "tutor/screens/ledger_private.h"
#include "tutor/widgets/frame.h"
#include "tutor/widgets/sheet.h"
#include "tutor/widgets/wrap.h"

enum {
    DETAIL_ROWS = 3,
    DETAIL_FROM_ROWS = 14,
    BOTH_COLUMNS = 160 /* from here on the shapes stand side by side */
};

enum column { COLUMN_RULE, COLUMN_LEFT, COLUMN_RIGHT, COLUMN_VERDICT, COLUMNS };

const struct audit_finding *ledger_finding(const struct ledger_books *books,
                                           int row)
{
    return row >= 0 && row < (int)books->report.count
               ? &books->report.findings[row]
               : NULL;
}

static unsigned verdict_style(enum ledger_verdict verdict)
{
    return verdict == LEDGER_HOLD    ? ROLE_GOOD
           : verdict == LEDGER_WAITS ? ROLE_WARN
                                     : ROLE_BAD;
}

static const char *verdict_text(struct ledger *ledger,
                                const struct audit_finding *finding)
{
    char figure[FIGURES_BYTES];
    int64_t off = finding->left - finding->right;
    enum ledger_verdict verdict = ledger_verdict_of(finding);
    if (verdict == LEDGER_HOLD)
        return text(TEXT_LEDGER_HOLDS);
    if (verdict == LEDGER_WAITS)
        snprintf(ledger->cell, sizeof ledger->cell, TEXT_FORMAT(LEDGER_OPEN),
                 figures_won(figure, finding->broken));
    else if (off != 0)
        snprintf(ledger->cell, sizeof ledger->cell, TEXT_FORMAT(LEDGER_OFF),
                 figures_won(figure, off < 0 ? -off : off));
    else
        snprintf(ledger->cell, sizeof ledger->cell, TEXT_FORMAT(LEDGER_BROKEN),
                 figures_won(figure, finding->broken));
    return ledger->cell;
}

struct table {
    struct ledger *ledger;
    const struct ledger_books *books;
};

static const char *table_cell(void *context, int row, int column,
                              unsigned *style)
{
    struct table *table = context;
    const struct audit_finding *finding = ledger_finding(table->books, row);
    if (!finding)
        return "";
    unsigned verdict = verdict_style(ledger_verdict_of(finding));
    if (verdict != ROLE_GOOD)
        *style = verdict;
    if (column == COLUMN_RULE)
        return text(finding->rule->name);
    if (column == COLUMN_VERDICT) {
        *style = verdict;
        return verdict_text(table->ledger, finding);
    }
    return figures_won(table->ledger->cell,
                       column == COLUMN_LEFT ? finding->left : finding->right);
}

static void draw_table(struct ledger *ledger, enum shape shape,
                       struct area area)
{
    const struct ledger_books *books = &ledger->books[shape];
    struct sheet_column columns[COLUMNS] = {
        [COLUMN_RULE] = {text(TEXT_LEDGER_RULE), ALIGN_LEFT, 12, 0},
        [COLUMN_LEFT] = {text(TEXT_LEDGER_LEFT), ALIGN_RIGHT, 14, 2},
        [COLUMN_RIGHT] = {text(TEXT_LEDGER_RIGHT), ALIGN_RIGHT, 14, 3},
        [COLUMN_VERDICT] = {text(TEXT_LEDGER_VERDICT), ALIGN_LEFT, 12, 0}};
    struct table table = {ledger, books};
    struct sheet sheet = {.columns = columns,
                          .column_count = COLUMNS,
                          .row_count = (int)books->report.count,
                          .cell = table_cell,
                          .context = &table,
                          .selected = shape == ledger->shown ? ledger->selected
                                                             : SHEET_NO_ROW};
    sheet_draw(area, &sheet, &ledger->scroll[shape]);
}

/* Few where the rule holds, more for who breaks it. */
static int detail_rows(const struct ledger_books *books, int row, int rows)
{
    const struct audit_finding *finding = ledger_finding(books, row);
    if (!finding || finding->broken == 0)
        return DETAIL_ROWS;
    return rows >= 2 * DETAIL_FROM_ROWS ? DETAIL_ROWS + AUDIT_OFFENDERS
                                        : DETAIL_ROWS + 2;
}

/* Who breaks it, as many as have room; an order's id and what is wrong. */
static void draw_offenders(const struct audit_finding *finding, unsigned style,
                           struct area area)
{
    char figure[FIGURES_BYTES];
    char line[AUDIT_ID_BYTES + AUDIT_WHAT_BYTES + 40];
    int row = 0;
    for (int i = 0; i < finding->broken && i < AUDIT_OFFENDERS; i++) {
        const struct audit_offender *one = &finding->offenders[i];
        bool last = i == AUDIT_OFFENDERS - 1 || row + 1 >= area.rows;
        int length = snprintf(line, sizeof line, "%s: %s", one->id, one->what);
        if (last && finding->broken > i + 1)
            snprintf(line + length, sizeof line - (size_t)length,
                     TEXT_FORMAT(LEDGER_MORE),
                     figures_won(figure, finding->broken - i - 1));
        if (row < area.rows)
            row = wrap_put(area, row, style, line);
    }
}

/* What the chosen rule compares, and who breaks it. */
static void draw_detail(const struct ledger_books *books, int row,
                        struct area area)
{
    char figure[FIGURES_BYTES];
    const struct audit_finding *finding = ledger_finding(books, row);
    if (!finding || area.rows == 0)
        return;
    const struct audit_sides *sides = audit_sides_of(finding->rule->slug);
    unsigned style = verdict_style(ledger_verdict_of(finding));
    area_horizontal(area, 0, 0, area.columns, ROLE_FRAME);
    area_put(area, 0, 1, ROLE_STRONG, text(finding->rule->name));
    if (sides) {
        int at = area_put(area, 1, 0, ROLE_TEXT, text(sides->left));
        area_put(area, 1, at + 1, style, figures_won(figure, finding->left));
        at = area_put(area, 2, 0, ROLE_TEXT, text(sides->right));
        at = area_put(area, 2, at + 1, style,
                      figures_won(figure, finding->right));
        area_print(area, 2, at + 2, ROLE_DIM, TEXT_FORMAT(LEDGER_TOOK),
                   figures_ms(figure, finding->took_us));
    }
    draw_offenders(finding, style,
                   area_part(area, 3, 0, area.rows - 3, area.columns));
}

/* "split: all 24 hold", and the other shape beside it where it is not seen. */
static int put_tab(const struct ledger *ledger, enum shape shape,
                   struct area row, int column)
{
    const struct ledger_books *books = &ledger->books[shape];
    int broken = ledger_books_count(books, LEDGER_BREACH);
    int waits = ledger_books_count(books, LEDGER_WAITS);
    unsigned name = shape == ledger->shown ? ROLE_SELECTED : ROLE_TEXT;
    column = area_print(row, 0, column, name, " %s ", shape_name(shape)) + 1;
    if (!books->known)
        column = area_put(row, 0, column, ROLE_DIM, "-");
    else if (broken > 0)
        column = area_print(row, 0, column, ROLE_BAD,
                            TEXT_FORMAT(LEDGER_DIFFER), broken);
    else if (waits > 0)
        column = area_print(row, 0, column, ROLE_WARN, TEXT_FORMAT(LEDGER_WAIT),
                            (int)books->report.count - waits, waits);
    else
        column =
            area_print(row, 0, column, ROLE_GOOD, TEXT_FORMAT(LEDGER_ALL_HOLD),
                       (int)books->report.count);
    return column + 3;
}

static void draw_facts(const struct ledger_books *books, struct area row)
{
    char words[5][FIGURES_BYTES];
    const struct audit_facts *facts = &books->report.facts;
    int at = area_print(row, 0, 0, ROLE_TEXT, TEXT_FORMAT(LEDGER_FACTS),
                        figures_won(words[0], facts->orders),
                        figures_won(words[1], facts->confirmed),
                        figures_won(words[2], facts->rejected),
                        figures_won(words[3], facts->cancelled),
                        figures_won(words[4], facts->running));
    if (facts->running > 0 && facts->oldest_ms > 0)
        area_print(row, 0, at, ROLE_WARN, TEXT_FORMAT(LEDGER_OLDEST),
                   (long long)(books->at_ms - facts->oldest_ms) / 1000);
}

/* When it was checked, and a sign for each of the last runs, newest last. */
static void draw_runs(const struct ledger *ledger, enum shape shape,
                      struct area row, int64_t now_ms)
{
    static const enum glyph_name signs[] = {[LEDGER_HOLD] = GLYPH_CHECK,
                                            [LEDGER_WAITS] = GLYPH_BULLET_INNER,
                                            [LEDGER_BREACH] = GLYPH_BALLOT};
    char ms[FIGURES_BYTES];
    const struct ledger_books *books = &ledger->books[shape];
    int at = area_print(row, 0, 0, ROLE_DIM, TEXT_FORMAT(LEDGER_WHEN),
                        (long long)(now_ms - ledger->checked_ms[shape]) / 1000,
                        figures_ms(ms, books->report.took_us),
                        (long long)books->audits);
    int room = row.columns - at - 2;
    int count = books->run_count < room ? books->run_count : room;
    for (int i = 0; i < count; i++) {
        enum ledger_verdict verdict =
            books->runs[books->run_count - count + i].verdict;
        area_glyph(row, 0, at + 2 + i, verdict_style(verdict), signs[verdict]);
    }
}

static void draw_shape(struct ledger *ledger, enum shape shape,
                       struct area area, int64_t now_ms)
{
    const struct ledger_books *books = &ledger->books[shape];
    if (!books->known) {
        wrap_put(area, 0, ROLE_DIM,
                 *books->why ? books->why : text(TEXT_LEDGER_READING));
        return;
    }
    draw_facts(books, area_take_top(&area, 1));
    draw_runs(ledger, shape, area_take_top(&area, 1), now_ms);
    if (*books->why)
        area_print(area_take_top(&area, 1), 0, 0, ROLE_WARN,
                   TEXT_FORMAT(LEDGER_FAILED), books->why);
    struct area detail = area_part(area, area.rows, 0, 0, area.columns);
    if (area.rows >= DETAIL_FROM_ROWS)
        detail = area_take_bottom(
            &area, detail_rows(books, ledger->selected, area.rows));
    draw_table(ledger, shape, area);
    draw_detail(books, ledger->selected, detail);
}

void ledger_draw(struct ledger *ledger, struct area area, int64_t now_ms)
{
    struct frame frame = {.title = text(TEXT_VIEW_LEDGER),
                          .footer = ledger->resting ? text(TEXT_LEDGER_HELD_UP)
                                                    : NULL};
    struct area inside = area_inset(frame_draw(area, &frame), 0, 1);
    int count = (int)ledger->books[ledger->shown].report.count;
    if (ledger->selected >= count)
        ledger->selected = count > 0 ? count - 1 : 0;
    struct area tabs = area_take_top(&inside, 1);
    int at = put_tab(ledger, SHAPE_MONOLITH, tabs, 0);
    put_tab(ledger, SHAPE_SPLIT, tabs, at);
    if (inside.columns >= BOTH_COLUMNS) {
        draw_shape(ledger, SHAPE_MONOLITH,
                   area_take_left(&inside, inside.columns / 2 - 1), now_ms);
        draw_shape(ledger, SHAPE_SPLIT,
                   area_part(inside, 0, 2, inside.rows, inside.columns - 2),
                   now_ms);
    } else {
        draw_shape(ledger, ledger->shown, inside, now_ms);
    }
}
