/*
 * particle -- the Korean particle that fits the word before it.
 *
 * The problem: "%s을" is wrong when the value ends in a vowel. Texts write
 * both forms, {을/를}, and the value decides when it is known.
 *
 * Use:       particle_resolve() on a text with its values put in.
 * Rule:      the first form stands behind a final consonant. {으로/로} takes
 *            the second behind ㄹ as well. Digits are read as Korean reads
 *            them (3 = 삼), Latin words by how they are usually spoken
 *            (gateway를, mail을), capitals by their letters (URL을). Closing
 *            quotes and what stands in parentheses are passed over.
 * Ownership: appends to the caller's buffer.
 * Errors:    where nothing can be told, both forms: 을(를).
 * Blocking:  never.
 * Source:    Hangul syllables are ordered by their final consonant modulo 28
 *            (Unicode 3.12).
 */
#ifndef TUTOR_WIDGETS_PARTICLE_H
#define TUTOR_WIDGETS_PARTICLE_H

#include "chassis/buffer.h"

enum particle_final {
    PARTICLE_UNKNOWN,
    PARTICLE_VOWEL,
    PARTICLE_CONSONANT,
    PARTICLE_RIEUL /* the consonant ㄹ */
};

/* How the text ends when it is read aloud. */
enum particle_final particle_final(const char *text, size_t length);
void particle_resolve(struct buffer *out, const char *text, size_t length);

#endif
