/*
 * door -- one socket, two tongues: gRPC for who speaks it, REST for all others.
 *
 * Use:       http_server_new() with door_handler(&rest). While rest->runtime is
 *            NULL everybody is told that the service has stopped.
 * Ownership: the rest is the caller's and outlives the server.
 * Errors:    none; they are answered.
 * Blocking:  never.
 */
#ifndef CHASSIS_DOOR_H
#define CHASSIS_DOOR_H

#include "chassis/http.h"
#include "chassis/rest.h"

struct http_handler door_handler(struct rest *rest);

#endif
