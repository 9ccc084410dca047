/*
 * service -- supervisor.Supervisor, on RUN/supervisor.sock.
 *
 * Use:       host_run() with supervisor_begin() and supervisor_stop().
 * Contract:  chassis/contracts/supervisor.proto.
 */
#ifndef SPLIT_PLATFORM_SUPERVISOR_SERVICE_H
#define SPLIT_PLATFORM_SUPERVISOR_SERVICE_H

#include "chassis/runtime.h"

extern const struct service supervisor_service;

#endif
