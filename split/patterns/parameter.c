/*
 * parameter -- the named numbers of a pattern, in a table.
 *
 * The problem: every pattern has five to ten numbers, and each must be shown,
 * explained, checked and changed while the process runs. Written out by hand
 * that is four lists a pattern, and they drift apart.
 *
 * The idea: all the numbers are int64_t members, so that an offset is enough
 * to reach one, and a range is enough to check it. Nothing here knows what a
 * number means; a rule between two numbers belongs to the pattern that reads
 * them.
 */
#include "split/patterns/parameter.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

static void write_at(const struct parameter *one, void *object, int64_t value)
{
    memcpy((char *)object + one->offset, &value, sizeof value);
}

const struct parameter *parameter_find(const struct parameter *table,
                                       size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(table[i].name, name) == 0)
            return &table[i];
    return NULL;
}

enum error parameter_set(const struct parameter *table, size_t count,
                         void *object, const char *name, int64_t value)
{
    const struct parameter *one = parameter_find(table, count, name);

    if (one == NULL)
        return error_explain(ERROR_NOT_FOUND,
                             "there is no parameter \"%.64s\" here", name);
    if (value < one->least || value > one->most)
        return error_explain(ERROR_UNPROCESSABLE,
                             "%s goes from %" PRId64 " to %" PRId64 " %s",
                             one->name, one->least, one->most, one->unit);
    write_at(one, object, value);
    return ERROR_OK;
}

int64_t parameter_get(const struct parameter *parameter, const void *object)
{
    int64_t value;

    memcpy(&value, (const char *)object + parameter->offset, sizeof value);
    return value;
}

void parameter_defaults(const struct parameter *table, size_t count,
                        void *object)
{
    for (size_t i = 0; i < count; i++) {
        assert(table[i].least <= table[i].fallback &&
               table[i].fallback <= table[i].most);
        write_at(&table[i], object, table[i].fallback);
    }
}
