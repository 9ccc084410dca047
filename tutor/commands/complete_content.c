/*
 * complete_content -- the names of lessons, quizzes, essays and experiments.
 *
 * A lesson has three names: 8, 08-resilience, resilience. Which of them is
 * offered follows what was typed: digits are completed to numbers, letters to
 * the name without its number, and nothing at all to the whole one, which says
 * both.
 */
#include "tutor/commands/complete_content.h"

#include <stdio.h>
#include <string.h>

static bool begins(const char *word, const char *beginning)
{
    return strncmp(word, beginning, strlen(beginning)) == 0;
}

static void offer_item(const struct content_item *item, const char *beginning,
                       complete_found *found, void *arg)
{
    char number[24];
    const char *slug = item->name + strspn(item->name, "0123456789");
    bool digits = *beginning >= '0' && *beginning <= '9';
    slug += *slug == '-';
    snprintf(number, sizeof number, "%d", item->number);
    if (digits && slug != item->name && begins(number, beginning))
        found(arg, number);
    if (begins(item->name, beginning))
        found(arg, item->name);
    else if (!digits && begins(slug, beginning))
        found(arg, slug);
}

void complete_content(enum content_kind kind, const char *beginning,
                      complete_found *found, void *arg)
{
    struct arena arena;
    struct content content;
    struct content_list list;
    arena_init(&arena, LIMIT_ARENA_BYTES);
    if (!content_find(&content) && !content_list(&content, kind, &arena, &list))
        for (size_t i = 0; i < list.count; i++)
            offer_item(&list.items[i], beginning, found, arg);
    error_forget();
    arena_release(&arena);
}
