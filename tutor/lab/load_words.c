/*
 * load_words -- a load as it is typed: MIX RATE for DURATION [as NAME].
 *
 * The command `load` and the lines of an experiment say the same words, so
 * they are read here for both.
 */
#include "tutor/lab/load_words.h"

#include <string.h>

#include "tutor/commands/suggest.h"
#include "tutor/commands/text.h"

static enum error bad_mix(const char *word)
{
    struct suggest suggest;
    suggest_begin(&suggest, word);
    for (int mix = 0; mix < LOAD_MIXES; mix++)
        suggest_try(&suggest, load_mix_name((enum load_mix)mix));
    if (suggest.best)
        return explain(ERROR_USAGE, MIX_MEANT, word, suggest.best);
    return explain(ERROR_USAGE, MIX_UNKNOWN, word);
}

enum error load_words(const struct args *args, struct load_plan *plan,
                      const char **name)
{
    const char *seed = args_option(args, "seed", 0);
    int64_t number = 1;
    if (!load_mix_parse(args_word(args, 0), &plan->mix))
        return bad_mix(args_word(args, 0));
    if (strcmp(args_word(args, 2), "for") != 0)
        return explain(ERROR_USAGE, LOAD_WORDS, args_word(args, 2), "for");
    if (args->count > 4 &&
        (args->count != 6 || strcmp(args_word(args, 4), "as") != 0))
        return explain(ERROR_USAGE, LOAD_WORDS, args_word(args, 4), "as NAME");
    *name = args->count == 6 ? args_word(args, 5) : load_mix_name(plan->mix);
    enum error error = args_rate(args_word(args, 1), &plan->rate_per_s);
    if (!error)
        error = args_duration(args_word(args, 3), &plan->duration_ms);
    if (!error && seed)
        error = args_number(seed, "seed", 0, INT64_MAX, &number);
    plan->seed = (uint64_t)number;
    return error;
}
