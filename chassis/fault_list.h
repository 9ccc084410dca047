/*
 * fault_list -- the table of every fault that a learner may inject.
 *
 * Use:       FAULT_LIST(X) where one row of each kind is wanted. The enum, the
 *            names, the checks, the commands, their help in both languages and
 *            the completion all come from here.
 * Units:     beside each parameter.
 * Source:    the union of the kinds of toxiproxy, Envoy, chaos-mesh, Jepsen,
 *            LazyFS and Temporal that need neither root nor a kernel module.
 */
#ifndef CHASSIS_FAULT_LIST_H
#define CHASSIS_FAULT_LIST_H

/* Where a fault happens: X(NAME, slug, english, korean) */
#define FAULT_FAMILIES(X)                                                   \
    X(CONNECTION, "connection", "on the way, bytes", "연결: 오가는 바이트") \
    X(REQUEST, "request", "on the way, requests", "요청: 오가는 호출")      \
    X(PROCESS, "process", "the process itself", "프로세스 자체")            \
    X(DISK, "disk", "its database file", "데이터베이스 파일")               \
    X(CLOCK, "clock", "its wall clock", "벽시계")

/* What of the common values a kind takes, beside duration and seed. */
#define FAULT_NONE 0
#define FAULT_DRAWN 1       /* a percentage of its events */
#define FAULT_DIRECTED 2    /* to, from or both */
#define FAULT_AIMED 4       /* one customer, SKU or method */
#define FAULT_BY_CALLER 8   /* one caller */
#define FAULT_SUPERVISED 16 /* the supervisor does it, not the process */

/* Parameters: {name, unit, least, most, fallback}, at most FAULT_VALUES. */
#define FAULT_WITH(...) \
    {                   \
        __VA_ARGS__     \
    }
#define FAULT_ON_WIRE (FAULT_DRAWN | FAULT_DIRECTED | FAULT_BY_CALLER)
#define FAULT_ON_CALL (FAULT_DRAWN | FAULT_AIMED | FAULT_BY_CALLER)
#define FAULT_YEAR_MS 31536000000

/* clang-format off */
/* X(NAME, slug, FAMILY, takes, parameters, english, korean) */
#define FAULT_LIST(X) \
    X(LATENCY, "latency", CONNECTION, FAULT_ON_WIRE, \
      FAULT_WITH({"latency", "ms", 0, 60000, 200}, {"jitter", "ms", 0, 60000, 0}), \
      "all bytes arrive later, by latency ± jitter", \
      "모든 바이트가 latency ± jitter만큼 늦게 도착합니다") \
    X(BANDWIDTH, "bandwidth", CONNECTION, FAULT_ON_WIRE, \
      FAULT_WITH({"rate", "KiB/s", 1, 1048576, 16}), \
      "no more than this many bytes a second", \
      "초당 전송량이 이 값을 넘지 못합니다") \
    X(SLICER, "slicer", CONNECTION, FAULT_ON_WIRE, \
      FAULT_WITH({"size", "bytes", 1, 65536, 1}, {"variation", "bytes", 0, 65535, 0}, \
                 {"delay", "us", 0, 1000000, 0}), \
      "the stream arrives cut into small pieces", \
      "스트림이 잘게 조각나 도착합니다") \
    X(TIMEOUT, "timeout", CONNECTION, FAULT_ON_WIRE, \
      FAULT_WITH({"timeout", "ms", 0, 600000, 0}), \
      "bytes vanish; closed after timeout, 0: never", \
      "바이트가 사라지고 timeout 뒤에 연결이 닫힙니다(0이면 닫히지 않음)") \
    X(DOWN, "down", CONNECTION, FAULT_NONE, \
      FAULT_WITH({"unlink", "0/1", 0, 1, 0}), \
      "nobody listens: connections are refused, with 1 the socket is gone too", \
      "연결이 거부됩니다. 1이면 소켓 파일까지 사라집니다") \
    X(RESET, "reset", CONNECTION, FAULT_ON_WIRE, \
      FAULT_WITH({"after", "ms", 0, 600000, 0}), \
      "connections are reset this long after they begin", \
      "연결이 시작되고 이 시간이 지나면 재설정(reset)됩니다") \
    X(SLOW_CLOSE, "slow-close", CONNECTION, FAULT_ON_WIRE, \
      FAULT_WITH({"delay", "ms", 0, 60000, 1000}), \
      "the end of a connection is passed on late", \
      "연결 종료가 늦게 전달됩니다") \
    X(LIMIT_DATA, "limit-data", CONNECTION, FAULT_ON_WIRE, \
      FAULT_WITH({"bytes", "bytes", 0, 1073741824, 100}), \
      "a connection is closed after so many bytes", \
      "이만큼의 바이트가 지나면 연결이 닫힙니다") \
    X(CORRUPT, "corrupt", CONNECTION, FAULT_ON_WIRE, \
      FAULT_WITH({"bytes", "bytes", 1, 64, 1}), \
      "bytes of a piece are changed on the way", \
      "전송 중에 바이트가 바뀝니다") \
    X(HALF_CLOSE, "half-close", CONNECTION, FAULT_ON_WIRE, \
      FAULT_WITH({"after", "bytes", 0, 1073741824, 0}), \
      "one direction is shut, the other stays open", \
      "한쪽 방향만 닫히고 다른 쪽은 열려 있습니다") \
    X(PARTITION, "partition", CONNECTION, FAULT_DIRECTED | FAULT_BY_CALLER, \
      FAULT_WITH({0}), \
      "nothing passes; connections stand but are silent", \
      "네트워크가 분할되어 아무것도 지나가지 못합니다(연결은 유지)") \
    X(CLOG, "clog", CONNECTION, FAULT_ON_WIRE, \
      FAULT_WITH({"hold", "ms", 1, 600000, 5000}), \
      "bytes are held, then released all at once in order", \
      "바이트가 막혔다가 순서대로 한꺼번에 풀립니다") \
    X(SLOW_READER, "slow-reader", CONNECTION, FAULT_ON_WIRE, \
      FAULT_WITH({"rate", "KiB/s", 0, 1048576, 0}), \
      "bytes are read slowly, 0: not at all, so buffers fill up", \
      "바이트를 느리게 읽어 버퍼가 찹니다(0이면 전혀 읽지 않음)") \
    X(ABORT, "abort", REQUEST, FAULT_ON_CALL, \
      FAULT_WITH({"status", "status", 1, 599, 503}), \
      "refused with a status (gRPC 1-16 or HTTP 400-599), nothing is done", \
      "작업 없이 상태 코드(gRPC 1-16 또는 HTTP 400-599)로 거절합니다") \
    X(DELAY, "delay", REQUEST, FAULT_ON_CALL | FAULT_DIRECTED, \
      FAULT_WITH({"delay", "ms", 1, 600000, 1000}), \
      "the request waits before it is passed on, or its answer (from)", \
      "요청(to)이나 응답(from)이 전달되기 전에 지연됩니다") \
    X(THROTTLE, "throttle", REQUEST, FAULT_ON_CALL, \
      FAULT_WITH({"rate", "KiB/s", 1, 1048576, 1}), \
      "the answer comes slowly, at this rate", \
      "응답이 이 속도로 천천히 옵니다") \
    X(REPLY_LOST, "reply-lost", REQUEST, FAULT_ON_CALL, \
      FAULT_WITH({"status", "status", 0, 16, 0}), \
      "the work is done, its answer is lost; 0: silence, else this gRPC status", \
      "작업은 끝났지만 응답이 사라집니다(0이면 침묵, 아니면 이 gRPC 상태)") \
    X(DUPLICATE, "duplicate", REQUEST, FAULT_ON_CALL, \
      FAULT_WITH({"copies", "calls", 1, 10, 1}), \
      "the request arrives again, so many times more", \
      "같은 요청이 이 횟수만큼 더 도착합니다") \
    X(KILL, "kill", PROCESS, FAULT_SUPERVISED, FAULT_WITH({0}), \
      "SIGKILL: it dies on the spot and stays down until healed", \
      "SIGKILL로 그 자리에서 죽고 되돌릴 때까지 꺼져 있습니다") \
    X(TERM, "term", PROCESS, FAULT_SUPERVISED, FAULT_WITH({0}), \
      "SIGTERM: it drains, ends and stays down until healed", \
      "SIGTERM을 받아 하던 일을 마치고 끝나며 되돌릴 때까지 꺼져 있습니다") \
    X(PAUSE, "pause", PROCESS, FAULT_SUPERVISED, FAULT_WITH({0}), \
      "SIGSTOP: it holds its sockets and answers nobody", \
      "SIGSTOP으로 멈춥니다. 소켓은 열려 있지만 응답하지 않습니다") \
    X(CRASH_LOOP, "crash-loop", PROCESS, FAULT_SUPERVISED, \
      FAULT_WITH({"after", "ms", 1, 60000, 500}), \
      "it dies so long after each start", \
      "시작할 때마다 이 시간 뒤에 죽습니다") \
    X(CPU, "cpu", PROCESS, FAULT_NONE, \
      FAULT_WITH({"share", "percent", 1, 95, 50}), \
      "this share of its loop's time is burnt", \
      "이벤트 루프 시간의 이 비율을 태웁니다") \
    X(MEMORY, "memory", PROCESS, FAULT_NONE, \
      FAULT_WITH({"size", "MiB", 1, 512, 64}), \
      "it holds so much more memory", \
      "메모리를 이만큼 더 차지합니다") \
    X(FD_LIMIT, "fd-limit", PROCESS, FAULT_NONE, \
      FAULT_WITH({"spare", "files", 0, 4096, 0}), \
      "it may open only so many more files and sockets", \
      "파일과 소켓을 이 개수까지만 더 열 수 있습니다") \
    X(NOT_READY, "not-ready", PROCESS, FAULT_NONE, FAULT_WITH({0}), \
      "it serves, but says that it is not ready", \
      "서비스는 하지만 준비되지 않았다고 답합니다") \
    X(FULL, "full", DISK, FAULT_DRAWN, \
      FAULT_WITH({"after", "bytes", 0, 1073741824, 0}), \
      "no space left, once so many more bytes are written", \
      "이만큼 더 쓰고 나면 공간이 없습니다") \
    X(SLOW_SYNC, "slow-sync", DISK, FAULT_DRAWN, \
      FAULT_WITH({"delay", "ms", 1, 10000, 100}), \
      "each sync takes so much longer", \
      "동기화(fsync)가 이만큼 더 걸립니다") \
    X(SYNC_ERROR, "sync-error", DISK, FAULT_DRAWN, FAULT_WITH({0}), \
      "a sync fails, and what it should have kept is gone", \
      "동기화(fsync)가 실패하고 그 내용은 사라집니다") \
    X(READ_ERROR, "read-error", DISK, FAULT_DRAWN, FAULT_WITH({0}), \
      "a read fails", \
      "읽기가 실패합니다") \
    X(LOST_UNSYNCED, "lost-unsynced", DISK, FAULT_NONE, FAULT_WITH({0}), \
      "if it dies now, all that was not synced is gone (a power cut)", \
      "지금 죽으면 동기화되지 않은 내용이 모두 사라집니다(정전)") \
    X(TORN_WRITE, "torn-write", DISK, FAULT_NONE, \
      FAULT_WITH({"keep", "bytes", 0, 65536, 512}), \
      "as lost-unsynced, but the first bytes of each lost write remain", \
      "lost-unsynced와 같지만 사라지는 쓰기마다 앞부분 이만큼은 남습니다") \
    X(OFFSET, "offset", CLOCK, FAULT_NONE, \
      FAULT_WITH({"by", "ms", -FAULT_YEAR_MS, FAULT_YEAR_MS, 3600000}), \
      "its wall clock is wrong by this", \
      "벽시계가 이만큼 어긋납니다") \
    X(JUMP, "jump", CLOCK, FAULT_NONE, \
      FAULT_WITH({"by", "ms", -FAULT_YEAR_MS, FAULT_YEAR_MS, -60000}, \
                 {"back", "ms", 1, 3600000, 1000}), \
      "its wall clock jumps, and jumps back a while later", \
      "벽시계가 뛰었다가 잠시 뒤 되돌아옵니다") \
    X(FREEZE, "freeze", CLOCK, FAULT_NONE, FAULT_WITH({0}), \
      "its wall clock stands still", \
      "벽시계가 멈춥니다") \
    X(STROBE, "strobe", CLOCK, FAULT_NONE, \
      FAULT_WITH({"by", "ms", -FAULT_YEAR_MS, FAULT_YEAR_MS, 5000}, \
                 {"period", "ms", 1, 60000, 100}), \
      "its wall clock jumps to and fro, once a period", \
      "벽시계가 주기마다 앞뒤로 뜁니다")
/* clang-format on */

#endif
