/*
 * ports -- whether a shape's usual port can be had.
 *
 * The only sure way to know is to take it: so it is opened as the front door
 * would be, and closed again. What a learner chose is never looked at, for a
 * choice that cannot be kept must be told, not changed.
 */
#include "tutor/ports.h"

#include <stdlib.h>

static const struct {
    const char *variable;
    int port;
} doors[SHAPE_COUNT] = {[SHAPE_MONOLITH] = {"CLEAVE_MONOLITH_PORT", 8081},
                        [SHAPE_SPLIT] = {"CLEAVE_GATEWAY_PORT", 8080}};

const char *ports_variable(enum shape shape)
{
    return doors[shape].variable;
}

int ports_usual(enum shape shape)
{
    return doors[shape].port;
}

bool ports_taken(struct loop *loop, enum shape shape)
{
    struct address address = {.kind = ADDRESS_TCP,
                              .host = "127.0.0.1",
                              .port = (uint16_t)doors[shape].port};
    struct listener *listener = NULL;
    const char *chosen = getenv(doors[shape].variable);
    if (chosen && *chosen)
        return false;
    if (listener_open(&listener, loop, &address, NULL, NULL)) {
        error_forget();
        return true;
    }
    listener_close(listener);
    return false;
}
