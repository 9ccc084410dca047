/*
 * host_test -- a whole process: it says when it is ready, answers, drains and
 * ends, and does not outlive who holds its lifeline. The test's own program is
 * that process when it is started with arguments.
 */
#include "chassis/host.h"

#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "chassis/contracts/control.pb-c.h"
#include "chassis/contracts/fault.pb-c.h"
#include "chassis/grpc_call.h"
#include "chassis/process.h"
#include "domain/payments/payments.pb-c.h"
#include "tests/support/cmocka_all.h"

enum { PATIENCE_MS = 30000, HELD_MS = 150 };

/* ---- the process under test ---- */

static const Shop__Payment paid = SHOP__PAYMENT__INIT;

static enum error answer_now(struct request *rq, const ProtobufCMessage *in)
{
    (void)in;
    request_reply(rq, &paid.base);
    return ERROR_OK;
}

static enum error answer_held(struct runtime *rt, void *arg)
{
    (void)rt;
    request_reply(arg, &paid.base);
    return ERROR_OK;
}

static enum error answer_later(struct request *rq, const ProtobufCMessage *in)
{
    (void)in;
    runtime_after(rq->runtime, HELD_MS, answer_held, rq);
    return ERROR_OK;
}

static enum error answer_never(struct request *rq, const ProtobufCMessage *in)
{
    (void)rq, (void)in;
    return ERROR_OK;
}

static const struct method methods[] = {{"Charge", answer_now, ACCESS_READ},
                                        {"Refund", answer_later, ACCESS_READ},
                                        {"Find", answer_never, ACCESS_READ},
                                        {"Wallet", answer_never, ACCESS_READ}};
static const struct face faces[] = {
    {&payments__payments__descriptor, methods, 4}};
static const char *const schemas[] = {
    "CREATE TABLE IF NOT EXISTS t (x INTEGER PRIMARY KEY) STRICT", NULL};
static const char *const points[] = {"payments.anywhere", NULL};
static const struct service payments = {.name = "payments",
                                        .schemas = schemas,
                                        .faces = faces,
                                        .face_count = 1,
                                        .crash_points = points};

/* ---- the bench ---- */

struct bench {
    char home[64], program[256], log[96], lifeline[256];
    struct loop *loop;
    struct loop_timer *patience;
    struct process *process;
    struct address address;
    struct arena arena;
    bool ready, exited;
    int status, signal;
};

static void out_of_patience(void *arg)
{
    (void)arg;
    fail_msg("nothing happened for thirty seconds");
}

static int set_up(void **state)
{
    char path[128];
    struct bench *bench = calloc(1, sizeof *bench);
    snprintf(bench->home, sizeof bench->home, "/tmp/host-XXXXXX");
    assert_non_null(mkdtemp(bench->home));
    assert_int_equal(setenv("CLEAVE_HOME", bench->home, 1), 0);
    ssize_t length =
        readlink("/proc/self/exe", bench->program, sizeof bench->program - 1);
    assert_true(length > 0);
    snprintf(bench->log, sizeof bench->log, "%s/log", bench->home);
    snprintf(path, sizeof path, "%s/run/payments-1.sock", bench->home);
    assert_int_equal(address_unix(&bench->address, path), ERROR_OK);
    assert_int_equal(loop_new(&bench->loop), ERROR_OK);
    bench->patience = loop_timer_new(bench->loop, out_of_patience, bench);
    loop_timer_set(bench->patience, PATIENCE_MS);
    arena_init(&bench->arena, LIMIT_ARENA_BYTES);
    *state = bench;
    return 0;
}

static void wait_for_exit(struct bench *bench)
{
    while (!bench->exited)
        loop_once(bench->loop, true);
}

static int remove_one(const char *path, const struct stat *facts, int kind,
                      struct FTW *place)
{
    (void)facts, (void)kind, (void)place;
    return remove(path);
}

static int tear_down(void **state)
{
    struct bench *bench = *state;
    if (bench->process && !bench->exited) { /* the test failed before stop() */
        process_signal(bench->process, SIGKILL);
        wait_for_exit(bench);
    }
    process_free(bench->process);
    loop_timer_free(bench->patience);
    loop_free(bench->loop);
    arena_release(&bench->arena);
    nftw(bench->home, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    free(bench);
    return 0;
}

static void on_line(void *arg, const char *line, size_t length)
{
    struct bench *bench = arg;
    bench->ready = true;
    snprintf(bench->lifeline, sizeof bench->lifeline, "%.*s", (int)length,
             line);
}

static void on_exit_told(void *arg, int status, int signal)
{
    struct bench *bench = arg;
    bench->exited = true;
    bench->status = status;
    bench->signal = signal;
}

static void start_with(struct bench *bench, const char *option,
                       const char *value)
{
    const char *const argv[] = {bench->program, "--lifeline", "3",
                                option,         value,        NULL};
    const struct process_options options = {.argv = argv,
                                            .log_path = bench->log,
                                            .on_line = on_line,
                                            .on_exit = on_exit_told,
                                            .arg = bench};
    assert_int_equal(process_start(&bench->process, bench->loop, &options),
                     ERROR_OK);
    while (!bench->ready && !bench->exited)
        loop_once(bench->loop, true);
}

static void stop(struct bench *bench)
{
    assert_int_equal(process_signal(bench->process, SIGTERM), ERROR_OK);
    wait_for_exit(bench);
    assert_int_equal(bench->signal, 0);
    assert_int_equal(bench->status, 0);
}

static void assert_log_has(const struct bench *bench, const char *words)
{
    static char text[65536];
    int fd = open(bench->log, O_RDONLY);
    assert_true(fd >= 0);
    ssize_t length = read(fd, text, sizeof text - 1);
    assert_true(length >= 0);
    text[length] = '\0';
    close(fd);
    if (!strstr(text, words))
        fail_msg("the log has no \"%s\": %s", words, text);
}

static enum error ask(struct bench *bench,
                      const ProtobufCServiceDescriptor *contract,
                      const char *method, const ProtobufCMessage *in,
                      struct answer *answer)
{
    const struct grpc_call call = {.address = &bench->address,
                                   .contract = contract,
                                   .method = method,
                                   .in = in,
                                   .timeout_ms = 5000};
    arena_reset(&bench->arena); /* a test may ask until something is so */
    return grpc_call_once(bench->loop, &call, &bench->arena, answer);
}

static const Faults__FaultList *list_faults(struct bench *bench)
{
    Faults__ListRequest all = FAULTS__LIST_REQUEST__INIT;
    struct answer answer;
    assert_int_equal(
        ask(bench, &faults__faults__descriptor, "List", &all.base, &answer),
        ERROR_OK);
    return (const void *)answer.message;
}

static enum error inject(struct bench *bench, const char *kind,
                         int64_t duration_ms, uint32_t *id)
{
    Faults__Fault fault = FAULTS__FAULT__INIT;
    struct answer answer;
    fault.kind = (char *)kind;
    fault.duration_ms = duration_ms;
    enum error error =
        ask(bench, &faults__faults__descriptor, "Inject", &fault.base, &answer);
    if (!error)
        *id = ((const Faults__Fault *)answer.message)->id;
    return error;
}

static bool is_ready(struct bench *bench)
{
    const Control__Nothing nothing = CONTROL__NOTHING__INIT;
    struct answer answer;
    assert_int_equal(ask(bench, &control__control__descriptor, "Status",
                         &nothing.base, &answer),
                     ERROR_OK);
    return ((const Control__StatusReply *)answer.message)->ready;
}

/* ---- what holds ---- */

static void a_ready_process_says_where_it_listens_and_what_it_is(void **state)
{
    struct bench *bench = *state;
    const Control__Nothing nothing = CONTROL__NOTHING__INIT;
    struct answer answer;
    start_with(bench, "--version", "7");
    assert_true(bench->ready);
    assert_non_null(strstr(bench->lifeline, "{\"ready\":true,\"pid\":"));
    assert_non_null(strstr(bench->lifeline, "/run/payments-1.sock\"]}"));
    assert_int_equal(ask(bench, &control__control__descriptor, "Status",
                         &nothing.base, &answer),
                     ERROR_OK);
    const Control__StatusReply *status = (const void *)answer.message;
    assert_string_equal(status->name, "payments");
    assert_string_equal(status->version, "7");
    assert_int_equal(status->pid, process_pid(bench->process));
    assert_true(status->ready);
    assert_int_equal(status->busy, 0);
    assert_true(status->resident_kb > 0);
    assert_int_equal(status->n_addresses, 1);
    assert_int_equal(status->n_crash_points, 4);
    assert_string_equal(status->crash_points[3], "payments.anywhere");
    stop(bench);
    assert_log_has(bench, "\"event\":\"listening\"");
    assert_log_has(bench, "\"event\":\"stopped\"");
    assert_int_equal(access(bench->address.host, F_OK), -1);
}

static void faults_are_injected_listed_and_healed(void **state)
{
    struct bench *bench = *state;
    Faults__HealRequest heal = FAULTS__HEAL_REQUEST__INIT;
    struct answer answer;
    uint32_t first = 0, second = 0;
    start_with(bench, "--version", "1");
    assert_int_equal(list_faults(bench)->n_families, 3); /* it has a database */
    assert_int_equal(inject(bench, "latency", 0, &first), ERROR_UNIMPLEMENTED);
    assert_int_equal(inject(bench, "cheese", 0, &first), ERROR_NOT_FOUND);
    assert_int_equal(inject(bench, "freeze", 3600001, &first),
                     ERROR_UNPROCESSABLE);
    assert_int_equal(inject(bench, "not-ready", 0, &first), ERROR_OK);
    assert_int_equal(inject(bench, "freeze", 1000, &second), ERROR_OK);
    assert_false(is_ready(bench));
    const Faults__FaultList *list = list_faults(bench);
    assert_int_equal(list->n_faults, 2);
    assert_string_equal(list->faults[0]->kind, "not-ready");
    assert_string_equal(list->faults[0]->family, "process");
    assert_in_range(list->faults[0]->left_ms, 1, 60000);
    heal.id = first;
    assert_int_equal(
        ask(bench, &faults__faults__descriptor, "Heal", &heal.base, &answer),
        ERROR_OK);
    assert_true(is_ready(bench));
    while (list_faults(bench)->n_faults > 0) /* it ends by itself */
        loop_once(bench->loop, false);
    stop(bench);
    assert_log_has(bench, "\"event\":\"fault_injected\"");
    assert_log_has(bench, "\"event\":\"faults_expired\"");
}

static void a_signal_heals_without_a_call(void **state)
{
    struct bench *bench = *state;
    uint32_t id = 0;
    start_with(bench, "--version", "1");
    assert_int_equal(inject(bench, "read-error", 0, &id), ERROR_OK);
    assert_int_equal(inject(bench, "not-ready", 0, &id), ERROR_OK);
    assert_int_equal(process_signal(bench->process, SIGUSR1), ERROR_OK);
    while (list_faults(bench)->n_faults > 0)
        loop_once(bench->loop, false);
    assert_true(is_ready(bench));
    stop(bench);
    assert_log_has(bench, "\"event\":\"faults_healed\"");
}

static void control_arms_known_crash_points_only(void **state)
{
    struct bench *bench = *state;
    Control__CrashRequest crash = CONTROL__CRASH_REQUEST__INIT;
    Control__LogRequest log = CONTROL__LOG_REQUEST__INIT;
    struct answer answer;
    start_with(bench, "--version", "1");
    crash.point = (char *)"nowhere";
    assert_int_equal(ask(bench, &control__control__descriptor, "ArmCrash",
                         &crash.base, &answer),
                     ERROR_NOT_FOUND);
    assert_non_null(strstr(answer.detail, "nowhere"));
    crash.point = (char *)"payments.anywhere";
    assert_int_equal(ask(bench, &control__control__descriptor, "ArmCrash",
                         &crash.base, &answer),
                     ERROR_OK);
    log.level = (char *)"loud";
    assert_int_equal(
        ask(bench, &control__control__descriptor, "SetLog", &log.base, &answer),
        ERROR_UNPROCESSABLE);
    log.level = (char *)"debug";
    assert_int_equal(
        ask(bench, &control__control__descriptor, "SetLog", &log.base, &answer),
        ERROR_OK);
    stop(bench);
}

static void at_turns_end(void *arg, uint64_t id,
                         const struct grpc_result *result)
{
    (void)id;
    *(enum error *)arg = result->error;
}

static void open_work_ends_before_a_drained_process_does(void **state)
{
    struct bench *bench = *state;
    const ProtobufCServiceDescriptor *contract =
        &payments__payments__descriptor;
    enum error outcome = ERROR_COUNT, now = ERROR_COUNT;
    start_with(bench, "--version", "1");
    struct grpc_channel *channel =
        grpc_channel_new(bench->loop, &bench->address);
    struct outgoing call = {
        .id = 1, .contract = contract, .method = 1, .timeout_ms = 5000};
    grpc_start(channel, &call, at_turns_end, &outcome);
    call.id = 2;
    call.method = 0; /* answered behind the first: so that one is open */
    grpc_start(channel, &call, at_turns_end, &now);
    while (now == ERROR_COUNT)
        loop_once(bench->loop, true);
    assert_int_equal(outcome, ERROR_COUNT);
    stop(bench);
    assert_int_equal(outcome, ERROR_OK);
    grpc_channel_free(channel);
}

static void a_second_process_on_the_same_place_is_refused(void **state)
{
    struct bench *bench = *state;
    struct bench second = *bench;
    start_with(bench, "--version", "1");
    start_with(&second, "--version", "2");
    wait_for_exit(&second);
    assert_int_equal(second.status, 1);
    assert_log_has(bench, "cleave-payments: ");
    process_free(second.process);
    stop(bench);
}

static void wrong_arguments_end_with_two_and_a_sentence(void **state)
{
    struct bench *bench = *state;
    start_with(bench, "--colour", "red");
    wait_for_exit(bench);
    assert_false(bench->ready);
    assert_int_equal(bench->status, 2);
    assert_log_has(bench, "--colour");
}

/* ---- the lifeline, held by hand ---- */

static pid_t start_by_hand(struct bench *bench, int *lifeline)
{
    int ends[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends),
                     0);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        int log = open(bench->log, O_WRONLY | O_CREAT | O_APPEND, 0600);
        dup2(log, STDOUT_FILENO);
        dup2(log, STDERR_FILENO);
        dup2(ends[1], PROCESS_LIFELINE_FD);
        fcntl(PROCESS_LIFELINE_FD, F_SETFD, 0);
        execl(bench->program, bench->program, "--lifeline", "3", NULL);
        _exit(127);
    }
    close(ends[1]);
    *lifeline = ends[0];
    return pid;
}

static void a_process_does_not_outlive_its_lifeline(void **state)
{
    struct bench *bench = *state;
    char line[256];
    int lifeline, status;
    pid_t pid = start_by_hand(bench, &lifeline);
    struct pollfd wait = {.fd = lifeline, .events = POLLIN};
    assert_int_equal(poll(&wait, 1, PATIENCE_MS), 1);
    assert_true(read(lifeline, line, sizeof line) > 0);
    close(lifeline);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
    assert_log_has(bench, "the supervisor is gone");
}

#define WITH_BENCH(test) \
    cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(int argc, char **argv)
{
    const struct host_options options = {.service = &payments};
    const struct CMUnitTest tests[] = {
        WITH_BENCH(a_ready_process_says_where_it_listens_and_what_it_is),
        WITH_BENCH(faults_are_injected_listed_and_healed),
        WITH_BENCH(a_signal_heals_without_a_call),
        WITH_BENCH(control_arms_known_crash_points_only),
        WITH_BENCH(open_work_ends_before_a_drained_process_does),
        WITH_BENCH(a_second_process_on_the_same_place_is_refused),
        WITH_BENCH(wrong_arguments_end_with_two_and_a_sentence),
        WITH_BENCH(a_process_does_not_outlive_its_lifeline)};
    if (argc > 1)
        return host_run(&options, argc, argv);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
