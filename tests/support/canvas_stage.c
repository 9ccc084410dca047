/*
 * canvas_stage -- a canvas to draw on, and what then stands on it, as text.
 */
#include "tests/support/canvas_stage.h"

#include "chassis/buffer.h"
#include "tests/support/cmocka_all.h"

enum { DUMP_BYTES = 1 << 20 };

static struct canvas canvas;
static struct buffer dumped;

int canvas_stage_open(void **state)
{
    (void)state;
    buffer_init(&dumped, DUMP_BYTES);
    return canvas_init(&canvas, 1, 10, GLYPHS_UNICODE) != ERROR_OK;
}

int canvas_stage_close(void **state)
{
    (void)state;
    buffer_release(&dumped);
    canvas_release(&canvas);
    return 0;
}

struct area canvas_stage(int rows, int columns, enum glyph_tier tier)
{
    assert_int_equal(canvas_resize(&canvas, rows, columns), ERROR_OK);
    canvas.tier = tier;
    return canvas_area(&canvas);
}

/* In the text, bytes past the end are none of a string. */
static const char *dump(void (*write)(const struct canvas *, struct buffer *))
{
    buffer_reset(&dumped);
    write(&canvas, &dumped);
    buffer_byte(&dumped, '\0');
    return dumped.data;
}

const char *canvas_stage_text(void)
{
    return dump(canvas_text_trimmed);
}

const char *canvas_stage_all(void)
{
    return dump(canvas_text);
}

const char *canvas_stage_roles(void)
{
    return dump(canvas_roles);
}
