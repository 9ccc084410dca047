/*
 * table -- the one table that the bench prints, and the medians in it.
 *
 * Use:       samples_add() a figure a round; table_head() once, table_row()
 *            for each line, as soon as it is known.
 * Units:     whatever the caller writes into the cells.
 * Errors:    cannot fail; a set keeps SAMPLES_MAX figures, later ones are
 *            dropped.
 * Blocking:  on standard output.
 */
#ifndef TESTS_BENCH_TABLE_H
#define TESTS_BENCH_TABLE_H

enum { SAMPLES_MAX = 31 };

struct samples {
    double values[SAMPLES_MAX];
    int count;
};

void samples_add(struct samples *samples, double value);
double samples_median(const struct samples *samples);
/* Of the ratios of what was measured in the same round. */
double samples_ratio(const struct samples *ours, const struct samples *peer);

void table_head(void);
/* Cells are text; `unit` stands behind both figures. A peer of 0 leaves its
 * cell and the ratio empty; a ratio of 0 is not shown. */
struct table_row {
    const char *what;
    double ours, peer, ratio;
    const char *unit;
    const char *goal; /* "" where there is none */
};
void table_row(const struct table_row *row);
/* Ours against the peer, medians of both, median of the ratios. */
void table_compare(const char *what, const struct samples *ours,
                   const struct samples *peer, const char *unit,
                   const char *goal);

#endif
