/*
 * logs -- what all processes said, in the order in which it came.
 *
 * The filter is what a person has in hand: a service, a trace, an order, a
 * level, a word. The same line stands in STATE/log/NAME.log as well.
 */
#include <string.h>

#include "chassis/clock.h"
#include "tutor/commands/logs_follow.h"
#include "tutor/commands/table.h"

enum { ROW_BYTES = 1024 };

void logs_print(struct session *session, const Collector__LogLine *line)
{
    const Telemetry__LogRecord *record = line->record;
    char time[CLOCK_TEXT_BYTES], title[OBSERVE_TITLE_BYTES];
    struct buffer row;
    buffer_init(&row, ROW_BYTES);
    clock_format((int64_t)(record->time_unix_nano / 1000000), time);
    buffer_format(
        &row, "%.12s  %-5s  %-10s  %s", time + 11, record->severity_text,
        observe_title(title, line->service_name, line->service_instance),
        record->event_name);
    if (record->body[0])
        buffer_format(&row, "  %s", record->body);
    for (size_t i = 0; i < record->n_attributes; i++) {
        const Telemetry__Attribute *one = record->attributes[i];
        if (one->is_number)
            buffer_format(&row, "  %s=%lld", one->key, (long long)one->number);
        else
            buffer_format(&row, "  %s=%s", one->key, one->text);
    }
    if (row.data)
        screen_print(&session->screen, "%s\n", row.data);
    buffer_release(&row);
}

static bool read_level(const char *word, int32_t *out)
{
    static const struct {
        const char *name;
        int32_t number;
    } levels[] = {{"debug", 5}, {"info", 9}, {"warn", 13}, {"error", 17}};
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++)
        if (strcmp(levels[i].name, word) == 0) {
            *out = levels[i].number;
            return true;
        }
    return false;
}

static const char *option(const struct args *args, const char *name)
{
    const char *value = args_option(args, name, 0);
    return value ? value : "";
}

static enum error follow(struct session *session, const struct args *args,
                         const Collector__LogsRequest *asked)
{
    const char *duration = args_option(args, "for", 0);
    int64_t for_ms = 0;
    enum error error = duration ? args_duration(duration, &for_ms) : ERROR_OK;
    return error ? error : logs_follow(session, asked, for_ms);
}

enum error command_logs(struct session *session, const struct args *args)
{
    Collector__LogsRequest asked = COLLECTOR__LOGS_REQUEST__INIT;
    const ProtobufCMessage *reply = NULL;
    const char *level = args_option(args, "level", 0);
    const char *word = args_word(args, 0);
    if (level && !read_level(level, &asked.severity_number))
        return explain(ERROR_USAGE, LOGS_LEVEL, level);
    asked.trace = (char *)option(args, "trace");
    asked.order = (char *)option(args, "order");
    asked.service = (char *)option(args, "service");
    asked.text = (char *)(word ? word : "");
    if (args_option(args, "follow", 0))
        return follow(session, args, &asked);
    if (args_option(args, "for", 0))
        return explain(ERROR_USAGE, LOGS_FOR);
    enum error error = observe_ask(session, "Logs", &asked.base, &reply);
    if (error)
        return error;
    if (session->json) {
        observe_json(session, reply);
        return ERROR_OK;
    }
    const Collector__LogsReply *lines = (const Collector__LogsReply *)reply;
    for (size_t i = 0; i < lines->n_lines; i++)
        logs_print(session, lines->lines[i]);
    if (lines->n_lines == 0)
        say(&session->screen, LOGS_NONE);
    return ERROR_OK;
}
