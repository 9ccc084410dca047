/*
 * error -- the one list of everything that can go wrong.
 *
 * Use:       return error_explain(ERROR_OUT_OF_STOCK, "only %d left", n);
 *            the caller passes the code on; whoever answers the client asks
 *            error_detail() for the sentence.
 * Units:     grpc is the gRPC status, http the HTTP status of each error.
 * Ownership: error_detail() points to a buffer of this thread; it holds until
 *            the next error_explain() or error_forget().
 * Errors:    cannot fail. A sentence that is too long is cut.
 * Blocking:  never.
 * Source:    one X-macro for the enum, the names and both status tables, as
 *            libuv's UV_ERRNO_MAP does; gRPC codes from the gRPC
 *            specification, HTTP statuses from RFC 9110.
 */
#ifndef CHASSIS_ERROR_H
#define CHASSIS_ERROR_H

#include <stdbool.h>
#include <stddef.h>

/*
 * X(NAME, slug, grpc, http, retryable, english title, korean title)
 *
 * "retryable" says that the same request, sent again later, may succeed. It
 * does not say that the first one had no effect: after DEADLINE and
 * UNAVAILABLE the outcome is unknown, and only a key makes a repeat safe.
 */
#define ERROR_LIST(X)                                                          \
    X(OK, "ok", 0, 200, false, "Done", "완료")                                 \
    X(MALFORMED, "malformed", 3, 400, false, "The request cannot be read",     \
      "요청을 해석할 수 없습니다")                                             \
    X(UNPROCESSABLE, "unprocessable", 3, 422, false,                           \
      "The values cannot be accepted", "받아들일 수 없는 값입니다")            \
    X(UNAUTHENTICATED, "unauthenticated", 16, 401, false,                      \
      "A valid token is needed", "유효한 토큰이 필요합니다")                   \
    X(FORBIDDEN, "forbidden", 7, 403, false, "The token does not allow this",  \
      "토큰의 권한이 부족합니다")                                              \
    X(NOT_FOUND, "not-found", 5, 404, false, "There is no such thing",         \
      "찾을 수 없습니다")                                                      \
    X(METHOD_NOT_ALLOWED, "method-not-allowed", 12, 405, false,                \
      "This path does not know that method",                                   \
      "이 경로에서 쓸 수 없는 메서드입니다")                                   \
    X(CONFLICT, "conflict", 10, 409, true,                                     \
      "The state changed or does not allow this",                              \
      "상태가 바뀌었거나 지금은 할 수 없습니다")                               \
    X(KEY_MISSING, "idempotency-key-missing", 3, 400, false,                   \
      "An Idempotency-Key is needed", "Idempotency-Key 헤더가 필요합니다")     \
    X(KEY_IN_FLIGHT, "idempotency-key-in-flight", 10, 409, true,               \
      "A request with this key is still running",                              \
      "같은 키의 요청이 아직 처리 중입니다")                                   \
    X(KEY_REUSED, "idempotency-key-reused", 3, 422, false,                     \
      "This key was used with another request",                                \
      "이 키는 다른 요청에 이미 쓰였습니다")                                   \
    X(DECLINED, "payment-declined", 9, 402, false, "The payment was declined", \
      "결제가 거절되었습니다")                                                 \
    X(OUT_OF_STOCK, "out-of-stock", 9, 409, false, "Not enough stock",         \
      "재고가 부족합니다")                                                     \
    X(UNDELIVERABLE, "undeliverable", 9, 409, false,                           \
      "No delivery to this address", "배송할 수 없는 지역입니다")              \
    X(VOIDED, "voided", 9, 409, false,                                         \
      "This step was compensated before it arrived",                           \
      "도착하기 전에 이미 보상된 단계입니다")                                  \
    X(TOO_LARGE, "too-large", 8, 413, false, "The body is too large",          \
      "본문이 너무 큽니다")                                                    \
    X(URI_TOO_LONG, "uri-too-long", 3, 414, false, "The path is too long",     \
      "경로가 너무 깁니다")                                                    \
    X(UNSUPPORTED_MEDIA, "unsupported-media-type", 3, 415, false,              \
      "This content type is not understood",                                   \
      "지원하지 않는 콘텐츠 형식입니다")                                       \
    X(HEADERS_TOO_LARGE, "headers-too-large", 8, 431, false,                   \
      "The headers are too large", "헤더가 너무 큽니다")                       \
    X(TIMED_OUT_READING, "request-timeout", 4, 408, true,                      \
      "The request took too long to arrive",                                   \
      "요청이 제시간에 도착하지 않았습니다")                                   \
    X(RATE_LIMITED, "rate-limited", 8, 429, true, "Too many requests",         \
      "요청이 너무 많습니다")                                                  \
    X(OVERLOADED, "overloaded", 8, 503, true, "Too much work is waiting",      \
      "대기 중인 작업이 너무 많습니다")                                        \
    X(CANCELLED, "cancelled", 1, 499, true, "The caller went away",            \
      "호출자가 요청을 취소했습니다")                                          \
    X(DEADLINE, "deadline-exceeded", 4, 504, true,                             \
      "No answer within the deadline", "데드라인 안에 응답이 없었습니다")      \
    X(UNAVAILABLE, "unavailable", 14, 503, true,                               \
      "The service cannot be reached", "서비스에 연결할 수 없습니다")          \
    X(UNIMPLEMENTED, "unimplemented", 12, 501, false, "No such method here",   \
      "구현되지 않은 메서드입니다")                                            \
    X(STORAGE_FULL, "storage-full", 8, 507, true, "The disk is full",          \
      "디스크가 가득 찼습니다")                                                \
    X(STORAGE, "storage", 13, 500, true, "The database failed",                \
      "데이터베이스 오류입니다")                                               \
    X(SYSTEM, "system", 13, 500, false, "The operating system refused",        \
      "운영체제 오류입니다")                                                   \
    X(USAGE, "usage", 3, 400, false, "The command is written wrongly",         \
      "명령이 올바르지 않습니다")                                              \
    X(INTERNAL, "internal", 13, 500, false, "Our own mistake",                 \
      "내부 오류입니다")

enum error {
#define ERROR_ENUM(name, slug, grpc, http, retryable, en, ko) ERROR_##name,
    ERROR_LIST(ERROR_ENUM)
#undef ERROR_ENUM
        ERROR_COUNT
};

enum { ERROR_DETAIL_BYTES = 384 };

/* Keeps one sentence about the error and gives the code back. */
enum error error_explain(enum error code, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The sentence of the last error_explain() when that was about `code`, else
 * the English title of `code`. Never NULL. */
const char *error_detail(enum error code);

/* Forgets the sentence, so that an old one cannot stand beside a new code. */
void error_forget(void);

const char *error_slug(enum error code);
const char *error_title(enum error code, bool korean);
int error_grpc(enum error code);
int error_http(enum error code);
bool error_retryable(enum error code);

/* From a peer: the slug when it names one of ours, else the nearest error for
 * the gRPC status. `slug` may be NULL. */
enum error error_from_wire(const char *slug, int grpc_status);

#endif
