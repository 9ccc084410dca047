/*
 * control_settings -- three methods of control.Control over chassis/setting.h.
 *
 * Use:       rows of control.c's table.
 * Errors:    as setting_put() says; OVERLOADED without memory.
 * Blocking:  never.
 */
#ifndef CHASSIS_CONTROL_SETTINGS_H
#define CHASSIS_CONTROL_SETTINGS_H

#include "chassis/runtime.h"

request_handler control_list_settings;
request_handler control_set_setting;
request_handler control_list_gauges;

#endif
