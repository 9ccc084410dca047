/*
 * suggest -- what a learner probably meant by a word that is none of ours.
 *
 * Use:       suggest_begin() with the wrong word, suggest_try() with each
 *            right one, then look at `best`.
 * Ownership: keeps the pointers it was given.
 * Errors:    `best` is NULL when nothing is near: a wild guess teaches nothing.
 * Source:    the edit distance of Damerau and Levenshtein (swapped neighbours
 *            count once), with git's habit of naming only near words.
 */
#ifndef TUTOR_SUGGEST_H
#define TUTOR_SUGGEST_H

struct suggest {
    const char *word;
    const char *best;
    int distance;
};

void suggest_begin(struct suggest *suggest, const char *word);
void suggest_try(struct suggest *suggest, const char *candidate);
int suggest_distance(const char *a, const char *b);

#endif
