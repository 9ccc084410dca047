/*
 * What stands on a page of the acceptance suite.
 *
 * The problem: a test that says "payment.state is CHARGED" should not carry
 * ten lines of walking through a tree, and when it fails the whole answer
 * should be on the screen, for that is what a person looks at first.
 *
 * The idea: members are named by a path with dots, array elements by their
 * number. Whatever is missing fails the test together with the page's bytes.
 *
 * What holds: page_is_problem() accepts nothing but a complete problem of
 * RFC 9457, so every refusal of both shapes is checked for its whole form.
 */
#include "tests/acceptance/browser.h"

#include <stdlib.h>
#include <string.h>

#include "tests/support/cmocka_all.h"

static const struct json *child(const struct json *value, const char *name)
{
    const struct json *element;

    if (value->kind == JSON_OBJECT)
        return json_member(value, name);
    if (value->kind != JSON_ARRAY)
        return NULL;
    element = value->first;
    for (long i = strtol(name, NULL, 10); element && i > 0; i--)
        element = element->next;
    return element;
}

const struct json *page_find(const struct page *page, const char *path)
{
    const struct json *value = page->json;

    while (value && *path) {
        char name[64] = "";
        size_t length = strcspn(path, ".");

        assert_true(length < sizeof(name));
        memcpy(name, path, length);
        value = child(value, name);
        path += length;
        if (*path == '.')
            path++;
    }
    return value;
}

static const struct json *must_find(const struct page *page, const char *path,
                                    enum json_kind kind)
{
    const struct json *value = page_find(page, path);

    if (!value || value->kind != kind)
        fail_msg("no such member %s on the page (status %d): %.*s", path,
                 page->status, (int)page->body.length, page->body.data);
    return value;
}

const char *page_text(const struct page *page, const char *path)
{
    return must_find(page, path, JSON_TEXT)->text;
}

int64_t page_int(const struct page *page, const char *path)
{
    return must_find(page, path, JSON_NUMBER)->integer;
}

void page_is(const struct page *page, int status)
{
    if (page->status != status)
        fail_msg("status %d where %d was expected: %.*s", page->status, status,
                 (int)page->body.length, page->body.data);
}

void page_is_problem(const struct page *page, int status, const char *slug)
{
    const char *type;

    page_is(page, status);
    assert_string_equal(page->type, "application/problem+json");
    type = page_text(page, "type");
    assert_int_equal(strncmp(type, "/problems/", 10), 0);
    assert_string_equal(type + 10, slug);
    assert_int_equal(page_int(page, "status"), status);
    assert_true(page_text(page, "title")[0] != '\0');
    assert_true(page_text(page, "detail")[0] != '\0');
}
