/*
 * hostile -- everything that no decent client sends.
 *
 * Use:    hostile URL [SOCKET [PID]], or $CLEAVE_URL, $CLEAVE_SOCKET and
 *         $CLEAVE_PID. SOCKET is the front door's Unix socket; when payments
 *         listens beside it, that service is attacked too.
 *
 * The shop's own rules are tried at its front door; what concerns the bytes
 * of HTTP at every door there is: TCP, the Unix socket, one service behind,
 * and that service through a proxy.
 */
#include <glob.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "tests/hostile/suites.h"

enum { DOORS = 4 };

static struct stage stage;
static struct door doors[DOORS];
static pid_t pids[DOORS];
static size_t door_count;

static int give_stage(void **state)
{
    *state = &stage;
    return 0;
}

static int run(const struct suite *suite)
{
    char name[128];

    snprintf(name, sizeof(name), "%s, %s", suite->name, stage.door->name);
    printf("%s\n", name);
    return _cmocka_run_group_tests(name, suite->tests, suite->count, give_stage,
                                   NULL);
}

static int attack_the_shop(void)
{
    static const struct suite *const all[] = {&suite_values, &suite_json,
                                              &suite_paths,  &suite_forged,
                                              &suite_edges,  &suite_quota};
    int failed = 0;

    stage_face(&stage, &doors[0], pids[0]);
    for (size_t i = 0; i < COUNT(all); i++)
        failed += run(all[i]);
    return failed;
}

static int attack_a_door(const struct door *door, pid_t pid)
{
    static const struct suite *const all[] = {&suite_heads, &suite_bodies,
                                              &suite_order_of_things,
                                              &suite_frames, &suite_floods};
    int failed = 0;

    stage_face(&stage, door, pid);
    for (size_t i = 0; i < COUNT(all); i++)
        failed += run(all[i]);
    return failed;
}

/* Who listens at a Unix socket, by the word of the kernel. */
static pid_t listener_of(const struct door *door)
{
    struct ucred peer = {0};
    socklen_t bytes = sizeof(peer);
    struct wire wire;

    wire_open(&wire, door);
    getsockopt(wire.fd, SOL_SOCKET, SO_PEERCRED, &peer, &bytes);
    wire_close(&wire);
    return peer.pid;
}

/* The address of a service that does not run now closes on its callers. */
static bool serves(const struct door *door)
{
    static const char health[] = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";
    struct answer answer;
    struct wire wire;
    bool served;

    wire_open(&wire, door);
    served = wire_send(&wire, health, sizeof(health) - 1) &&
             wire_answer(&wire, &answer);
    wire_close(&wire);
    return served;
}

/* Where processes tell what they do: no server, and nobody answers. Whether it
 * bears it is asked at collector.sock: the same process must serve there. */
static int flood_with_garbage(const char *path)
{
    enum { DATAGRAMS = 2000, MOST = 4096 };
    unsigned char bytes[MOST];
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    char copy[512], asked[600];
    struct door door;
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);

    if (fd < 0 || strlen(path) >= sizeof(to.sun_path))
        return 1;
    memcpy(to.sun_path, path, strlen(path) + 1);
    snprintf(copy, sizeof(copy), "%s", path);
    snprintf(asked, sizeof(asked), "%s/collector.sock", dirname(copy));
    if (!door_read(&door, "collector.sock", asked))
        return 1;
    pid_t before = listener_of(&door);
    for (int i = 0; i < DATAGRAMS; i++) {
        size_t length = (size_t)(i * 7 % MOST);

        for (size_t at = 0; at < length; at++)
            bytes[at] = (unsigned char)(i * 31 + at * at);
        (void)sendto(fd, bytes, length, MSG_DONTWAIT,
                     (const struct sockaddr *)&to, sizeof(to));
    }
    close(fd);
    return serves(&door) && listener_of(&door) == before ? 0 : 1;
}

/* Every socket of the run directory, whoever listens there. */
static int attack_the_sockets(const char *socket)
{
    char copy[512], pattern[600];
    glob_t found = {0};
    struct door door;
    int failed = 0;

    snprintf(copy, sizeof(copy), "%s", socket);
    snprintf(pattern, sizeof(pattern), "%s/*.sock", dirname(copy));
    if (glob(pattern, 0, NULL, &found) != 0)
        return 1;
    for (size_t i = 0; i < found.gl_pathc; i++) {
        char *name = strrchr(found.gl_pathv[i], '/') + 1;

        if (strcmp(name, "telemetry.sock") == 0) {
            failed += flood_with_garbage(found.gl_pathv[i]);
            continue;
        }
        if (!door_read(&door, name, found.gl_pathv[i]) || !serves(&door))
            continue;
        stage_face(&stage, &door, listener_of(&door));
        failed += run(&suite_sockets);
        if (strcmp(name, "inventory-1.sock") == 0)
            failed += run(&suite_streams);
    }
    globfree(&found);
    return failed;
}

static const struct CMUnitTest slow_tests[] = {
    {"a_byte_each_200_ms_is_too_slow", slow_end_is_408, NULL, NULL, NULL}};
static const struct suite suite_slow = SUITE("slow", slow_tests);

static void add_socket(const char *name, const char *path)
{
    struct door *door = &doors[door_count];

    if (access(path, F_OK) != 0 || !door_read(door, name, path))
        return;
    pids[door_count++] = listener_of(door);
}

static void find_doors(const char *url, const char *socket, pid_t pid)
{
    char copy[512];
    char beside[600];

    doors[0] = stage.front;
    doors[0].name = url;
    pids[0] = pid;
    door_count = 1;
    if (!socket)
        return;
    snprintf(copy, sizeof(copy), "%s", socket);
    snprintf(beside, sizeof(beside), "%s/payments-1.sock", dirname(copy));
    add_socket("its Unix socket", socket);
    if (!strstr(socket, "gateway"))
        return;
    add_socket("payments", beside);
    snprintf(beside, sizeof(beside), "%s/payments.vip.sock", copy);
    add_socket("payments behind a proxy", beside);
}

static const char *argument(int argc, char **argv, int at, const char *variable)
{
    return argc > at ? argv[at] : getenv(variable);
}

int main(int argc, char **argv)
{
    const char *url = argument(argc, argv, 1, "CLEAVE_URL");
    const char *socket = argument(argc, argv, 2, "CLEAVE_SOCKET");
    const char *pid = argument(argc, argv, 3, "CLEAVE_PID");
    int failed = 0;

    if (!url) {
        fprintf(stderr, "usage: hostile URL [SOCKET [PID]]\n");
        return 2;
    }
    stage_open(&stage, url, pid ? (pid_t)strtol(pid, NULL, 10) : 0);
    find_doors(url, socket, stage.pid);
    slow_begin(&doors[0]);
    failed += attack_the_shop();
    for (size_t i = 0; i < door_count; i++)
        failed += attack_a_door(&doors[i], pids[i]);
    if (socket)
        failed += attack_the_sockets(socket);
    stage_face(&stage, &doors[0], pids[0]);
    failed += run(&suite_slow);
    stage_close(&stage);
    printf("hostile: %s\n", failed ? "BROKEN" : "all refused, nothing changed");
    return failed ? 1 : 0;
}
