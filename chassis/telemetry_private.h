/*
 * telemetry_private -- what the files of the sender share.
 *
 * telemetry.c         the socket, the buffer, when it is sent
 * telemetry_record.c  spans and log lines as messages
 * telemetry_sample.c  once a second: counters, buckets, gauges
 * telemetry_rate.c    which traces are recorded; the settings
 */
#ifndef CHASSIS_TELEMETRY_PRIVATE_H
#define CHASSIS_TELEMETRY_PRIVATE_H

#include "chassis/contracts/telemetry.pb-c.h"
#include "chassis/telemetry.h"

enum { /* the fields of a Batch */
       TELEMETRY_FIELD_SPAN = 7,
       TELEMETRY_FIELD_LOG = 8,
       TELEMETRY_FIELD_SAMPLE = 9
};

/* telemetry.c: one more record of the batch, or one more that was dropped. */
void telemetry_add(unsigned field, const ProtobufCMessage *message);
/* telemetry_listens() for a log line, which is counted as lost where nobody
 * does. */
bool telemetry_wants_log(void);
/* What is to be added to monotonic time, in nanoseconds. */
int64_t telemetry_offset_ns(void);

/* telemetry_record.c: text that any reader takes: cut, and UTF-8. */
char *telemetry_text(const char *text, char room[TELEMETRY_TEXT_BYTES]);

/* telemetry_sample.c */
void telemetry_sample(struct runtime *rt);

/* telemetry_rate.c */
void telemetry_rate_open(void);

#endif
