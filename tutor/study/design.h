/*
 * design -- the learner's own design, one decision record for each of K1-K7.
 *
 * Use:       design_load() for what stands there, change texts[],
 *            design_save(). The records are Markdown files under STATE/design
 *            that may as well be edited by hand.
 * Form:      a heading, then DESIGN_PARTS sections in their order; what stands
 *            in front of them and behind them is the learner's and kept.
 * Ownership: texts live in the caller's arena.
 * Errors:    of the files, with their name; what was there stays whole until
 *            the new text is on the disk.
 * Blocking:  on the disk. design_parse() and design_write() are pure.
 * Source:    M. Nygard, Documenting Architecture Decisions (2011).
 */
#ifndef TUTOR_STUDY_DESIGN_H
#define TUTOR_STUDY_DESIGN_H

#include "chassis/arena.h"
#include "chassis/buffer.h"
#include "chassis/places.h"
#include "tutor/study/progress.h"

enum { DESIGN_SECTIONS = 7, DESIGN_PARTS = 4, DESIGN_BYTES = 60 * 1024 };

struct design_record {
    const char *head;                /* up to the first "## "; "": none yet */
    const char *texts[DESIGN_PARTS]; /* context, decision, costs, rejected */
    const char *rest;                /* from the next "## " on */
};

/* "K1" of 0; 0 of "K1" or "k1", DESIGN_SECTIONS of anything else. */
const char *design_id(size_t section);
size_t design_section(const char *id);
/* "STATE/design/K1-boundaries.md"; NULL without memory. */
const char *design_path(const struct places *places, size_t section,
                        struct arena *arena);

/* Empty texts when there is no file yet. */
enum error design_load(const struct places *places, size_t section,
                       struct arena *arena, struct design_record *out);
/* Writes the file, then the entry that the checklist counts. */
enum error design_save(const struct places *places, struct progress *progress,
                       size_t section, const struct design_record *record,
                       int64_t wall_ms, struct arena *arena);

enum error design_parse(const char *text, struct arena *arena,
                        struct design_record *out);
/* With the headings of the learner's language. */
enum error design_write(size_t section, const struct design_record *record,
                        struct buffer *out);
/* What is typed must not look like a heading of the file; in the arena, NULL
 * without memory. */
const char *design_clean(const char *line, struct arena *arena);
/* Makes the file when there is none, with its headings, for an editor. */
enum error design_prepare(const struct places *places, size_t section,
                          struct arena *arena);
/* The heading of a section and of a part of it, in that language. */
const char *design_title(size_t section);
const char *design_part(size_t part);
/* What a section should answer. */
const char *design_question(size_t section);
/* And what a part of it should. */
const char *design_guide(size_t part);

#endif
