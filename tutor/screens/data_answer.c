/*
 * data_answer -- what `data --json` said, laid out for drawing.
 *
 * An answer is parsed into an arena of its own and takes the place of the one
 * before only when it is whole, so whatever a child that was killed has printed
 * leaves the screen as it is. The child is this same program, but nothing is
 * believed for that: each member is asked for its kind.
 */
#include "tutor/screens/data_answer.h"

#include <stdio.h>
#include <string.h>

#include "chassis/id.h"
#include "chassis/limits.h"

static bool flag(const struct json *object, const char *key)
{
    const struct json *member = json_member(object, key);
    return member && member->kind == JSON_BOOL && member->boolean;
}

/* The members of an array, each an object; *at is NULL at the end. */
static const struct json *objects_of(const struct json *object, const char *key)
{
    const struct json *member = json_member(object, key);
    return member && member->kind == JSON_ARRAY ? member->first : NULL;
}

static const struct json *parse(struct arena *arena, const char *output,
                                size_t length)
{
    const struct json *root = NULL;
    arena_init(arena, LIMIT_REPLY_BYTES);
    if (json_parse(output, length, arena, &root) || root->kind != JSON_OBJECT)
        root = NULL;
    error_forget();
    return root;
}

/* ---- databases ---- */

static void read_openers(const struct json *from, struct arena *arena,
                         struct data_answer_book *book)
{
    const char *first = NULL;
    book->openers = "";
    book->alone = true;
    for (const struct json *one = objects_of(from, "openers"); one;
         one = one->next) {
        if (one->kind != JSON_OBJECT)
            continue;
        const char *program = json_text_member(one, "program");
        const char *all =
            arena_format(arena, "%s%s%s %lld", book->openers, first ? ", " : "",
                         program, (long long)json_number_member(one, "pid"));
        book->openers = all ? all : "";
        book->alone &= !first || strcmp(first, program) == 0;
        first = first ? first : program;
    }
}

static void read_book(const struct json *from, struct arena *arena,
                      struct data_answer_book *book)
{
    book->service = json_text_member(from, "service");
    book->why = json_text_member(from, "why");
    book->missing = flag(from, "missing");
    book->bytes = json_number_member(from, "bytes");
    book->log_bytes = json_number_member(from, "log_bytes");
    read_openers(from, arena, book);
    for (const struct json *one = objects_of(from, "tables");
         one && book->table_count < DATA_ANSWER_TABLES; one = one->next) {
        if (one->kind != JSON_OBJECT)
            continue;
        struct data_answer_table *table = &book->tables[book->table_count++];
        table->name = json_text_member(one, "name");
        table->rows = json_number_member(one, "rows");
        book->rows += table->rows;
    }
}

bool data_books_take(struct data_books *books, const char *output,
                     size_t length)
{
    struct data_books fresh = {0};
    const struct json *root = parse(&fresh.arena, output, length);
    const struct json *list = root ? json_member(root, "databases") : NULL;
    if (!list || list->kind != JSON_ARRAY) {
        data_books_release(&fresh);
        return false;
    }
    for (const struct json *one = list->first;
         one && fresh.count < DATA_ANSWER_BOOKS; one = one->next)
        if (one->kind == JSON_OBJECT)
            read_book(one, &fresh.arena, &fresh.books[fresh.count++]);
    data_books_release(books);
    *books = fresh;
    return true;
}

void data_books_release(struct data_books *books)
{
    arena_release(&books->arena);
    *books = (struct data_books){0};
}

/* ---- a page ---- */

static void read_columns(const struct json *from, struct data_answer_page *page)
{
    for (const struct json *one = objects_of(from, "columns");
         one && page->column_count < DATA_ANSWER_COLUMNS; one = one->next) {
        if (one->kind != JSON_OBJECT)
            continue;
        page->columns[page->column_count++] = (struct data_answer_column){
            .name = json_text_member(one, "name"),
            .key = flag(one, "key"),
            .hidden = flag(one, "hidden"),
            .number = strcmp(json_text_member(one, "type"), "INTEGER") == 0};
    }
}

static bool read_cells(const struct json *from, struct data_answer_page *page)
{
    const struct json *rows = json_member(from, "cells");
    size_t count = rows && rows->kind == JSON_ARRAY ? rows->count : 0;
    size_t columns = (size_t)page->column_count;
    page->cells =
        arena_alloc(&page->arena, (count * columns + 1) * sizeof *page->cells);
    if (!page->cells)
        return false;
    const struct json *row = count > 0 ? rows->first : NULL;
    for (; row; row = row->next) {
        const struct json *cell = row->kind == JSON_ARRAY ? row->first : NULL;
        const char **to = page->cells + (size_t)page->row_count++ * columns;
        for (size_t i = 0; i < columns && cell; i++, cell = cell->next)
            to[i] = cell->kind == JSON_TEXT ? cell->text : NULL;
    }
    return true;
}

bool data_page_take(struct data_answer_page *page, const char *output,
                    size_t length)
{
    struct data_answer_page fresh = {0};
    const struct json *root = parse(&fresh.arena, output, length);
    if (!root || !json_member(root, "columns") || !json_member(root, "cells")) {
        data_page_release(&fresh);
        return false;
    }
    fresh.service = json_text_member(root, "service");
    fresh.table = json_text_member(root, "table");
    fresh.order = json_text_member(root, "order");
    fresh.total = json_number_member(root, "rows");
    fresh.offset = json_number_member(root, "offset");
    fresh.took_us = json_number_member(root, "took_us");
    read_columns(root, &fresh);
    if (!read_cells(root, &fresh)) {
        data_page_release(&fresh);
        return false;
    }
    data_page_release(page);
    *page = fresh;
    return true;
}

void data_page_release(struct data_answer_page *page)
{
    arena_release(&page->arena);
    *page = (struct data_answer_page){0};
}

const char *data_page_cell(const struct data_answer_page *page, int row,
                           int column)
{
    if (row < 0 || row >= page->row_count || column < 0 ||
        column >= page->column_count)
        return "";
    const char *cell = page->cells[row * page->column_count + column];
    return cell ? cell : "";
}

/* Columns that may name an order, the surest first; a key of a step begins
 * with the order's id. */
void data_page_order(const struct data_answer_page *page, int row, char out[27])
{
    static const char *const names[] = {"order_id", "saga", "id", "key"};
    *out = '\0';
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        for (int column = 0; column < page->column_count; column++) {
            const char *cell = data_page_cell(page, row, column);
            if (strcmp(page->columns[column].name, names[i]) != 0 ||
                strspn(cell, "0123456789ABCDEFGHJKMNPQRSTVWXYZ") !=
                    ID_TEXT_BYTES - 1)
                continue;
            snprintf(out, ID_TEXT_BYTES, "%.26s", cell);
            return;
        }
}

void data_answer_why(const char *output, size_t length, char *out, size_t bytes)
{
    struct arena arena;
    const struct json *root = parse(&arena, output, length);
    const char *end = memchr(output, '\n', length);
    const char *detail = root ? json_text_member(root, "detail") : "";
    if (*detail)
        snprintf(out, bytes, "%s", detail);
    else
        snprintf(out, bytes, "%.*s",
                 (int)(end ? end - output : (ptrdiff_t)length), output);
    arena_release(&arena);
}
