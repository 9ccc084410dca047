/*
 * inject -- asks a process on its Unix socket to do harm, or how it does.
 *
 * Use:    inject SOCKET KIND [PARAMETER=VALUE...]   a fault, for an hour
 *         inject SOCKET list | heal | count
 * Output: one line; exit 1 when the process refuses or does not answer.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chassis/contracts/fault.pb-c.h"
#include "chassis/contracts/sidecar.pb-c.h"
#include "chassis/grpc_call.h"
#include "chassis/limits.h"

enum { VALUES = 4, TIMEOUT_MS = 2000, HOUR_MS = 3600000 };

static int ask(const char *path, const ProtobufCServiceDescriptor *contract,
               const char *method, const ProtobufCMessage *in,
               struct arena *arena, struct answer *out)
{
    struct loop *loop = NULL;
    struct address address;
    enum error error = address_unix(&address, path);
    const struct grpc_call call = {.address = &address,
                                   .contract = contract,
                                   .method = method,
                                   .in = in,
                                   .timeout_ms = TIMEOUT_MS};
    if (!error)
        error = loop_new(&loop);
    if (!error)
        error = grpc_call_once(loop, &call, arena, out);
    loop_free(loop);
    if (error)
        fprintf(stderr, "inject: %s\n", error_detail(error));
    return error ? 1 : 0;
}

static int inject(const char *path, const char *kind, int count, char **pairs,
                  struct arena *arena)
{
    Faults__Fault fault = FAULTS__FAULT__INIT;
    Faults__Value values[VALUES], *list[VALUES];
    struct answer answer;
    fault.kind = (char *)kind;
    fault.duration_ms = HOUR_MS;
    fault.values = list;
    for (int i = 0; i < count && i < VALUES; i++) {
        char *equals = strchr(pairs[i], '=');
        if (!equals) {
            fprintf(stderr, "inject: %s is not NAME=VALUE\n", pairs[i]);
            return 1;
        }
        *equals = '\0';
        faults__value__init(&values[i]);
        values[i].name = pairs[i];
        values[i].value = strtoll(equals + 1, NULL, 10);
        list[fault.n_values++] = &values[i];
    }
    return ask(path, &faults__faults__descriptor, "Inject", &fault.base, arena,
               &answer);
}

static int count_calls(const char *path, struct arena *arena)
{
    const Sidecar__Nothing nothing = SIDECAR__NOTHING__INIT;
    struct answer answer;
    if (ask(path, &sidecar__sidecar__descriptor, "Count", &nothing.base, arena,
            &answer))
        return 1;
    const Sidecar__Counts *counts = (const Sidecar__Counts *)answer.message;
    printf("%s: %lld calls, %lld failed, added p50 %lld us, p99 %lld us\n",
           path, (long long)counts->calls, (long long)counts->failed,
           (long long)counts->p50_us, (long long)counts->p99_us);
    if (counts->calls == 0)
        fprintf(stderr, "inject: nothing went through this sidecar\n");
    return counts->calls == 0;
}

int main(int argc, char **argv)
{
    struct arena arena;
    struct answer answer;
    int status = 2;
    arena_init(&arena, LIMIT_ARENA_BYTES);
    if (argc < 3) {
        fprintf(stderr, "usage: inject SOCKET list|heal|count|KIND "
                        "[NAME=VALUE...]\n");
    } else if (strcmp(argv[2], "list") == 0) {
        const Faults__ListRequest all = FAULTS__LIST_REQUEST__INIT;
        status = ask(argv[1], &faults__faults__descriptor, "List", &all.base,
                     &arena, &answer);
    } else if (strcmp(argv[2], "heal") == 0) {
        const Faults__HealRequest all = FAULTS__HEAL_REQUEST__INIT;
        status = ask(argv[1], &faults__faults__descriptor, "Heal", &all.base,
                     &arena, &answer);
    } else if (strcmp(argv[2], "count") == 0) {
        status = count_calls(argv[1], &arena);
    } else {
        status = inject(argv[1], argv[2], argc - 3, argv + 3, &arena);
    }
    arena_release(&arena);
    return status;
}
