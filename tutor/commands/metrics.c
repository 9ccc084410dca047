/*
 * metrics -- rate, errors and duration of every method that was called.
 *
 * The three figures of a service that its callers feel, over the last seconds:
 * how much is asked, how much of it fails, how long it takes. Percentiles are
 * the upper bounds of their buckets.
 */
#include "tutor/commands/observe.h"
#include "tutor/commands/table.h"
#include "tutor/figures.h"
#include "tutor/grid.h"

enum { COLUMNS = 8, WINDOW_MOST_S = 60 };

static enum error read_window(const struct args *args, int32_t *out_s)
{
    const char *word = args_option(args, "window", 0);
    int64_t ms = 0;
    enum error error = word ? args_duration(word, &ms) : ERROR_OK;
    if (word && !error && (ms < 1000 || ms > WINDOW_MOST_S * 1000))
        error = explain(ERROR_USAGE, METRICS_WINDOW, word, WINDOW_MOST_S);
    if (!error)
        *out_s = (int32_t)(ms / 1000);
    return error;
}

static void print_rates(struct session *session,
                        const Collector__MetricsReply *reply)
{
    static const char *const headings[] = {"req/s",  "4xx/s",  "5xx/s",
                                           "p50 ms", "p90 ms", "p99 ms"};
    struct grid grid;
    char ms[FIGURES_BYTES], title[OBSERVE_TITLE_BYTES];
    grid_init(&grid, &session->arena, "llrrrrrr");
    grid_cell(&grid, "%s", text(TEXT_TRACE_PROCESS));
    grid_cell(&grid, "%s", text(TEXT_METRICS_METHOD));
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
        grid_cell(&grid, "%s", headings[i]);
    enum { ROWS = GRID_CELLS / COLUMNS - 1 };
    for (size_t i = 0; i < reply->n_methods && i < ROWS; i++) {
        const Collector__MethodRate *row = reply->methods[i];
        grid_cell(
            &grid, "%s",
            observe_title(title, row->service_name, row->service_instance));
        grid_cell(&grid, "%s", row->method);
        grid_cell(&grid, "%.1f", row->rate);
        grid_cell(&grid, "%.1f", row->refused_rate);
        grid_cell(&grid, "%.1f", row->failed_rate);
        grid_cell(&grid, "%s", figures_ms(ms, row->p50_us));
        grid_cell(&grid, "%s", figures_ms(ms, row->p90_us));
        grid_cell(&grid, "%s", figures_ms(ms, row->p99_us));
    }
    grid_print(&grid, &session->screen);
}

enum error command_metrics(struct session *session, const struct args *args)
{
    Collector__MetricsRequest asked = COLLECTOR__METRICS_REQUEST__INIT;
    const ProtobufCMessage *reply = NULL;
    const char *service = args_option(args, "service", 0);
    const char *word = args_word(args, 0);
    asked.service = (char *)(service ? service : "");
    asked.name = (char *)(word ? word : "");
    enum error error = read_window(args, &asked.window_s);
    if (error)
        return error;
    error = observe_ask(session, "Metrics", &asked.base, &reply);
    if (error)
        return error;
    const Collector__MetricsReply *rates =
        (const Collector__MetricsReply *)reply;
    if (session->json) {
        observe_json(session, reply);
    } else if (rates->n_methods == 0) {
        say(&session->screen, METRICS_NONE);
    } else {
        say(&session->screen, METRICS_HEAD, rates->window_s);
        print_rates(session, rates);
    }
    return ERROR_OK;
}
