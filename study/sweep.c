/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One sweep is unfolded at a time: what still has a sweep goes through again, so that two
 * sweeps make all pairs. */
#include "study/sweep.h"

#include "study/scalar.h"

#include <stdio.h>
#include <string.h>

enum { NAME_BYTES = 256 };

typedef struct {
    curb_reader_t *reader;
    curb_node_t *unfolded;
    bool stopped;
} work_t;

/* The first member of a scenario that is swept, or NULL. */
static const curb_entry_t *find_sweep(const curb_node_t *scenario)
{
    for (size_t i = 0; scenario->kind == CURB_NODE_MAP && i < scenario->count; i++) {
        if (curb_node_find(scenario->entries[i].value, "sweep") != NULL) {
            return &scenario->entries[i];
        }
    }
    return NULL;
}

static void stop(work_t *work)
{
    work->stopped = true;
    curb_reader_no_memory(work->reader);
}

static void add(work_t *work, const curb_entry_t *entry)
{
    curb_reader_t *reader = work->reader;
    const curb_entry_t *first = curb_node_find(work->unfolded, entry->key);
    if (first != NULL) {
        curb_reader_error_at(reader, entry->source, entry->line, entry->column,
            "%s: two scenarios are called '%s'; the other is on line %d, column %d",
            reader->path, entry->key, first->line, first->column);
        return;
    }
    if (work->unfolded->count == CURB_SCENARIO_MAX) {
        curb_reader_error_at(reader, entry->source, entry->line, entry->column,
            "%s: more than %d scenarios", reader->path, CURB_SCENARIO_MAX);
        work->stopped = true;
        return;
    }
    if (!curb_node_add(&reader->tree, work->unfolded, entry->key, entry->value,
            entry->source, entry->line, entry->column)) {
        stop(work);
    }
}

static char *join(work_t *work, const char *format, const char *left, const char *right)
{
    char text[NAME_BYTES];
    snprintf(text, sizeof text, format, left, right);
    char *kept = curb_tree_text(&work->reader->tree, text, strlen(text));
    if (kept == NULL) {
        stop(work);
    }
    return kept;
}

/* ID-value; what cannot stand in an id becomes '_'. */
static char *id_of(work_t *work, const char *id, const char *value)
{
    char *joined = join(work, "%.120s-%.120s", id, value);
    for (char *c = joined; c != NULL && *c != '\0'; c++) {
        char one[] = {'a', *c, '\0'};
        if (!curb_scalar_is_id(one, true)) {
            *c = '_';
        }
    }
    return joined;
}

/* A title says which of the sweep it is. */
static void retitle(work_t *work, curb_node_t *scenario, const char *value)
{
    curb_entry_t *title = curb_node_find(scenario, "title");
    if (title == NULL || title->value->kind != CURB_NODE_SCALAR) {
        return;
    }
    curb_node_t *copy = curb_node_copy(&work->reader->tree, title->value);
    char *text = join(work, "%.120s (%.60s)", title->value->text, value);
    if (copy == NULL || text == NULL) {
        stop(work);
        return;
    }
    copy->text = text;
    title->value = copy;
}

static void unfold(work_t *work, const curb_entry_t *entry);

static void unfold_value(
    work_t *work, const curb_entry_t *entry, const curb_entry_t *swept, curb_node_t *value)
{
    curb_node_t *copy = curb_node_copy(&work->reader->tree, entry->value);
    char *id = id_of(work, entry->key, value->text);
    if (copy == NULL || id == NULL) {
        stop(work);
        return;
    }
    if (!curb_scalar_is_id(id, true)) {
        curb_reader_error(
            work->reader, value, "'%s' is too long for the id of a scenario", id);
        return;
    }
    curb_node_find(copy, swept->key)->value = value;
    retitle(work, copy, value->text);
    curb_entry_t one = *entry;
    one.key = id;
    one.value = copy;
    unfold(work, &one);
}

static void unfold(work_t *work, const curb_entry_t *entry)
{
    const curb_entry_t *swept = find_sweep(entry->value);
    if (swept == NULL) {
        add(work, entry);
        return;
    }
    const curb_node_t *list = curb_node_get(swept->value, "sweep");
    size_t outer = curb_reader_enter(work->reader, entry->key);
    size_t inner = curb_reader_enter(work->reader, swept->key);
    if (swept->value->count != 1 || list->kind != CURB_NODE_LIST || list->count == 0) {
        curb_reader_error(
            work->reader, swept->value, "a sweep is written {sweep: [first, second]}");
        list = NULL;
    }
    curb_reader_leave(work->reader, inner);
    curb_reader_leave(work->reader, outer);
    for (size_t i = 0; list != NULL && i < list->count && !work->stopped; i++) {
        curb_node_t *value = list->entries[i].value;
        if (value->kind != CURB_NODE_SCALAR) {
            curb_reader_error(work->reader, value, "a sweep is a list of single values");
        } else {
            unfold_value(work, entry, swept, value);
        }
    }
}

curb_node_t *curb_sweep_unfold(curb_reader_t *reader, const curb_node_t *scenarios)
{
    work_t work = {.reader = reader};
    work.unfolded = curb_tree_node(&reader->tree, CURB_NODE_MAP, scenarios->source,
        scenarios->line, scenarios->column);
    if (work.unfolded == NULL) {
        curb_reader_no_memory(reader);
        return NULL;
    }
    for (size_t i = 0; i < scenarios->count && !work.stopped; i++) {
        unfold(&work, &scenarios->entries[i]);
    }
    return work.stopped ? NULL : work.unfolded;
}
