/*
 * runtime_life -- this process among those that share its database.
 *
 * The idea: the real world asks the kernel (chassis/life.c); a driver that has
 * a world of its own, as the simulator, answers itself. A process that is alone
 * on its database has number 0, and every other number is over.
 */
#include "chassis/runtime_private.h"

enum error life_open(struct runtime *rt)
{
    rt->life.fd = -1;
    if (!rt->db || !db_is_shared(rt->db))
        return ERROR_OK;
    return life_begin(&rt->life, db_path(rt->db), runtime_random(rt),
                      runtime_now_ms(rt));
}

bool runtime_shares(const struct runtime *rt)
{
    return rt->driver->life || rt->life.fd >= 0;
}

int64_t runtime_life(const struct runtime *rt)
{
    return rt->driver->life ? rt->driver->life(rt->driver_arg)
                            : rt->life.number;
}

bool runtime_life_is_over(struct runtime *rt, int64_t life)
{
    if (rt->driver->life_is_over)
        return rt->driver->life_is_over(rt->driver_arg, life);
    return rt->life.fd < 0 || life_is_over(&rt->life, life, runtime_now_ms(rt));
}
