/*
 * table -- see table.h.
 *
 * A machine is slower in one minute than in the next. Ours and its peer are
 * therefore measured in turns, each round gives one ratio, and what is printed
 * is the median of those: it moves far less than the ratio of two averages.
 */
#include "tests/bench/table.h"

#include <stdio.h>
#include <stdlib.h>

static const char line[] = "%-44s %12s %12s %7s  %s\n";

void samples_add(struct samples *samples, double value)
{
    if (samples->count < SAMPLES_MAX)
        samples->values[samples->count++] = value;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double samples_median(const struct samples *samples)
{
    struct samples sorted = *samples;
    int middle = sorted.count / 2;
    if (sorted.count == 0)
        return 0;
    qsort(sorted.values, (size_t)sorted.count, sizeof(double), compare);
    if (sorted.count % 2)
        return sorted.values[middle];
    return (sorted.values[middle - 1] + sorted.values[middle]) / 2;
}

double samples_ratio(const struct samples *ours, const struct samples *peer)
{
    struct samples ratios = {.count = 0};
    for (int i = 0; i < ours->count && i < peer->count; i++)
        if (peer->values[i] > 0)
            samples_add(&ratios, ours->values[i] / peer->values[i]);
    return samples_median(&ratios);
}

static const char *figure(double value, const char *unit, char out[32])
{
    int digits = value >= 1000 ? 0 : value >= 10 ? 1 : value >= 0.1 ? 2 : 4;
    out[0] = '\0';
    if (value > 0)
        snprintf(out, 32, "%.*f %s", digits, value, unit);
    return out;
}

void table_head(void)
{
    printf(line, "what", "ours", "floor/peer", "ratio", "goal");
    fflush(stdout); /* a child would print what is left once more */
}

void table_row(const struct table_row *row)
{
    char ours[32], peer[32], ratio[32];
    printf(line, row->what, figure(row->ours, row->unit, ours),
           figure(row->peer, row->unit, peer), figure(row->ratio, "", ratio),
           row->goal);
    fflush(stdout);
}

void table_compare(const char *what, const struct samples *ours,
                   const struct samples *peer, const char *unit,
                   const char *goal)
{
    const struct table_row row = {.what = what,
                                  .ours = samples_median(ours),
                                  .peer = samples_median(peer),
                                  .ratio = samples_ratio(ours, peer),
                                  .unit = unit,
                                  .goal = goal};
    table_row(&row);
}
