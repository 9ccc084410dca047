/*
 * suggest -- what a learner probably meant by a word that is none of ours.
 *
 * The distance is the number of letters inserted, left out, changed or swapped
 * with their neighbour. It is computed row by row, with three rows kept: the
 * swap looks two rows back. A candidate counts as near when at most a third of
 * its letters differ, rounded up, so `upp` finds `up` and `cheese` nothing.
 */
#include "tutor/commands/suggest.h"

#include <stddef.h>
#include <string.h>

enum { SUGGEST_LETTERS = 40, FAR = 1000 };

static int least(int a, int b)
{
    return a < b ? a : b;
}

int suggest_distance(const char *a, const char *b)
{
    int rows[3][SUGGEST_LETTERS + 1];
    size_t lengths[2] = {strlen(a), strlen(b)};
    if (lengths[0] > SUGGEST_LETTERS || lengths[1] > SUGGEST_LETTERS)
        return FAR;
    for (size_t j = 0; j <= lengths[1]; j++)
        rows[0][j] = (int)j;
    for (size_t i = 1; i <= lengths[0]; i++) {
        int *row = rows[i % 3];
        const int *above = rows[(i + 2) % 3], *twice = rows[(i + 1) % 3];
        row[0] = (int)i;
        for (size_t j = 1; j <= lengths[1]; j++) {
            int change = above[j - 1] + (a[i - 1] != b[j - 1]);
            row[j] = least(change, least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = least(row[j], twice[j - 2] + 1);
        }
    }
    return rows[lengths[0] % 3][lengths[1]];
}

void suggest_begin(struct suggest *suggest, const char *word)
{
    *suggest = (struct suggest){.word = word, .distance = FAR};
}

void suggest_try(struct suggest *suggest, const char *candidate)
{
    int distance = suggest_distance(suggest->word, candidate);
    int allowed = ((int)strlen(candidate) + 2) / 3;
    if (distance > allowed || distance >= suggest->distance)
        return;
    suggest->distance = distance;
    suggest->best = candidate;
}
