/*
 * service -- the control side of a sidecar: sidecar.Sidecar over its proxy.
 *
 * Use:       main() gives sidecar_host to host_run(), after proxies_configure()
 *            has said where the proxy stands. One a process.
 * Blocking:  never.
 */
#ifndef SPLIT_PLATFORM_SIDECAR_SERVICE_H
#define SPLIT_PLATFORM_SIDECAR_SERVICE_H

#include "chassis/host.h"

extern const struct host_options sidecar_host;

#endif
