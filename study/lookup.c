/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/lookup.h"

#include <stdio.h>
#include <string.h>

enum { ROW_ID_BYTES = CURB_PATH_BYTES + 2 * CURB_ID_BYTES };

static const char WORD[] = "registry";

bool curb_lookup_is_asked(const curb_node_t *node)
{
    if (node->kind == CURB_NODE_SCALAR) {
        return strcmp(node->text, WORD) == 0;
    }
    return curb_node_get(node, WORD) != NULL && curb_node_get(node, "value") == NULL &&
           curb_node_get(node, "mode") == NULL;
}

bool curb_lookup_has_source(const curb_node_t *node)
{
    return curb_node_get(node, "source") != NULL || curb_node_get(node, "remark") != NULL;
}

/* The world that a place belongs to. What stands in a study, or came from the command line,
 * belongs to the world that is being read. */
static const char *world_of(const curb_reader_t *reader, const curb_node_t *node)
{
    const curb_source_t *source = node->source;
    bool own_file = source != NULL && source->id != NULL && !source->setting;
    return own_file && source != reader->world_source ? source->id : reader->world_id;
}

bool curb_lookup_is_own(const curb_reader_t *reader, const curb_node_t *node)
{
    return strcmp(world_of(reader, node), reader->world_id) == 0;
}

static void id_of(
    const curb_reader_t *reader, const curb_node_t *node, char id[ROW_ID_BYTES])
{
    const char *path = reader->path + reader->world_path;
    path += *path == '.';
    snprintf(id, ROW_ID_BYTES, "%s.%s", world_of(reader, node), path);
}

/* The id that a map names, or NULL. */
static const char *named(const curb_node_t *node)
{
    const curb_node_t *id = curb_node_get(node, WORD);
    return id != NULL && id->kind == CURB_NODE_SCALAR && id->text[0] != '\0' ? id->text
                                                                             : NULL;
}

/* A row of another world for the same path, so that it can be named. */
static const char *neighbour(const char *id)
{
    const char *path = strchr(id, '.');
    for (size_t i = 0; path != NULL && i < curb_registry_count; i++) {
        const char *theirs = curb_registry_rows[i].id;
        const char *rest = strchr(theirs, '.');
        if (rest != NULL && theirs[0] != '*' && curb_registry_matches(rest + 1, path + 1)) {
            return theirs;
        }
    }
    return NULL;
}

static void report_unknown(curb_reader_t *reader, const curb_node_t *node, const char *id)
{
    char shown[CURB_SHOWN_BYTES + 32];
    curb_suggestion_t near = {.word = id};
    for (size_t i = 0; i < curb_registry_count; i++) {
        curb_suggestion_offer(&near, curb_registry_rows[i].id);
    }
    curb_text_show(id, shown, sizeof shown);
    const char *meant = curb_suggestion_best(&near);
    const char *other = meant == NULL ? neighbour(id) : NULL;
    if (meant != NULL) {
        curb_reader_error(
            reader, node, "the registry has no row '%s'; did you mean '%s'?", shown, meant);
    } else if (other != NULL) {
        curb_reader_error(reader, node,
            "the registry has no row '%s'; give a number, or take another world's with "
            "{registry: \"%s\"}",
            shown, other);
    } else {
        curb_reader_error(
            reader, node, "the registry has no row '%s'; give a number here", shown);
    }
}

const curb_registry_row_t *curb_lookup_row(
    curb_reader_t *reader, const curb_node_t *node, const char *other)
{
    char id[ROW_ID_BYTES];
    const curb_registry_row_t *row = NULL;
    if (node->kind == CURB_NODE_MAP) {
        snprintf(id, sizeof id, "%s", named(node) != NULL ? named(node) : "");
        row = curb_registry_find(id);
    } else {
        id_of(reader, node, id);
        row = curb_registry_find(id);
        if (row == NULL && other != NULL) {
            row = curb_registry_find(other);
        }
    }
    if (row == NULL) {
        report_unknown(reader, node, id);
    } else if (row->central != row->central) {
        curb_reader_error(reader, node,
            "row '%s' of the registry leaves the number to data; give it here", row->id);
        row = NULL;
    }
    return row;
}

const curb_registry_row_t *curb_lookup_voucher(
    curb_reader_t *reader, const curb_node_t *node, double value)
{
    const char *name = named(node);
    if (name != NULL) {
        const curb_registry_row_t *row = curb_registry_find(name);
        bool same = row != NULL && (row->central == value || row->central != row->central);
        return same ? row : NULL;
    }
    char id[ROW_ID_BYTES];
    id_of(reader, node, id);
    const curb_registry_row_t *row = curb_registry_find_value(id, value);
    bool own = curb_lookup_has_source(node);
    bool rule = row != NULL && row->central != row->central;
    return own && !rule ? NULL : row; /* its own source says more than an equal number */
}
