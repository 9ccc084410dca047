/*
 * operate -- the commands that change what is wanted: scale, deploy, rollback,
 *            mesh.
 *
 * Use:       rows of service.c's table.
 * Errors:    UNPROCESSABLE for words and numbers, CONFLICT for what cannot be
 *            now; each with a sentence.
 * Blocking:  never.
 */
#ifndef SPLIT_PLATFORM_SUPERVISOR_OPERATE_H
#define SPLIT_PLATFORM_SUPERVISOR_OPERATE_H

#include "chassis/runtime.h"

request_handler operate_scale, operate_deploy, operate_rollback, operate_mesh;

#endif
