/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two passes. The first walks the events, which are cheap and carry explicit tags, and
 * refuses what is too deep, too much or not for us before anything is built. The second
 * takes the document and copies it into our nodes, unfolding aliases: there the budget
 * counts again, because a few aliases of aliases unfold to billions. */
#include "study/yaml.h"

#include "model/memory.h"

#include <stdint.h>
#include <string.h>
#include <yaml.h>

enum { NODES_MAX = 100000, DEPTH_MAX = 32 };

static void report_parser(
    curb_reader_t *reader, const curb_source_t *source, const yaml_parser_t *parser)
{
    if (parser->error == YAML_MEMORY_ERROR) {
        curb_reader_no_memory(reader);
        return;
    }
    const char *problem =
        parser->problem != NULL ? parser->problem : "not readable as YAML";
    if (parser->error == YAML_READER_ERROR) {
        curb_reader_error_at(reader, source, 0, 0,
            "not a text file in UTF-8: %s at byte %zu", problem, parser->problem_offset);
        return;
    }
    yaml_mark_t mark = parser->problem_mark;
    curb_reader_error_at(reader, source, (int)mark.line + 1, (int)mark.column + 1,
        "not well-formed YAML: %s%s%s", problem, parser->context != NULL ? ", " : "",
        parser->context != NULL ? parser->context : "");
}

typedef struct {
    curb_reader_t *reader;
    const curb_source_t *source;
    size_t nodes, depth, documents;
    bool refused;
} scan_t;

static void refuse(scan_t *scan, yaml_mark_t mark, const char *why)
{
    curb_reader_error_at(
        scan->reader, scan->source, (int)mark.line + 1, (int)mark.column + 1, "%s", why);
    scan->refused = true;
}

static const yaml_char_t *tag_of(const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return event->data.scalar.tag;
    case YAML_SEQUENCE_START_EVENT:
        return event->data.sequence_start.tag;
    case YAML_MAPPING_START_EVENT:
        return event->data.mapping_start.tag;
    default:
        return NULL;
    }
}

static void look_at(scan_t *scan, const yaml_event_t *event)
{
    if (tag_of(event) != NULL) {
        refuse(scan, event->start_mark, "YAML tags such as !!int have no meaning here");
    }
    switch (event->type) {
    case YAML_DOCUMENT_START_EVENT:
        if (++scan->documents > 1) {
            refuse(scan, event->start_mark, "a second document; one file holds one");
        }
        return;
    case YAML_SEQUENCE_START_EVENT:
    case YAML_MAPPING_START_EVENT:
        if (++scan->depth > DEPTH_MAX) {
            refuse(scan, event->start_mark, "nested too deeply (more than 32 levels)");
        }
        break;
    case YAML_SEQUENCE_END_EVENT:
    case YAML_MAPPING_END_EVENT:
        scan->depth--;
        return;
    case YAML_SCALAR_EVENT:
    case YAML_ALIAS_EVENT:
        break;
    default:
        return;
    }
    if (++scan->nodes > NODES_MAX) {
        refuse(scan, event->start_mark, "too many values (more than 100,000)");
    }
}

static bool open_parser(
    curb_reader_t *reader, const curb_source_t *source, yaml_parser_t *parser)
{
    if (yaml_parser_initialize(parser) == 0) {
        return curb_reader_no_memory(reader);
    }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(parser, (const unsigned char *)source->text, source->size);
    return true;
}

static bool scan_events(curb_reader_t *reader, const curb_source_t *source)
{
    yaml_parser_t parser;
    if (!open_parser(reader, source, &parser)) {
        return false;
    }
    scan_t scan = {.reader = reader, .source = source};
    bool done = false, fine = true;
    while (!done) {
        yaml_event_t event;
        if (yaml_parser_parse(&parser, &event) == 0) {
            report_parser(reader, source, &parser);
            fine = false;
            break;
        }
        look_at(&scan, &event);
        done = event.type == YAML_STREAM_END_EVENT || scan.depth > DEPTH_MAX ||
               scan.nodes > NODES_MAX || scan.documents > 1;
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return fine && !scan.refused;
}

typedef struct {
    curb_reader_t *reader;
    const curb_source_t *source;
    yaml_document_t *document;
    unsigned char *open; /**< by node: being copied now; an alias to it is a cycle */
    size_t nodes;
    bool stopped; /**< over budget or without memory: say so once and stop */
} copy_t;

static curb_node_t *copy_node(copy_t *copy, int index, size_t depth);

static curb_node_t *stop(copy_t *copy, const yaml_node_t *node, const char *why)
{
    if (!copy->stopped) {
        copy->stopped = true;
        if (why == NULL) {
            curb_reader_no_memory(copy->reader);
        } else {
            curb_reader_error_at(copy->reader, copy->source, (int)node->start_mark.line + 1,
                (int)node->start_mark.column + 1, "%s", why);
        }
    }
    return NULL;
}

static bool copy_list(copy_t *copy, const yaml_node_t *from, curb_node_t *to, size_t depth)
{
    const yaml_node_item_t *end = from->data.sequence.items.top;
    for (const yaml_node_item_t *item = from->data.sequence.items.start; item < end;
         item++) {
        curb_node_t *value = copy_node(copy, *item, depth + 1);
        if (value == NULL) {
            return false;
        }
        if (!curb_node_add(&copy->reader->tree, to, NULL, value, value->source, value->line,
                value->column)) {
            return stop(copy, from, NULL) != NULL;
        }
    }
    return true;
}

/* The key's text, or NULL after saying what is wrong with it. */
static const char *key_of(copy_t *copy, const yaml_node_t *key, const curb_node_t *map)
{
    int line = (int)key->start_mark.line + 1, column = (int)key->start_mark.column + 1;
    if (key->type != YAML_SCALAR_NODE) {
        curb_reader_error_at(
            copy->reader, copy->source, line, column, "a key must be a plain word");
        return NULL;
    }
    const char *text = (const char *)key->data.scalar.value;
    char shown[CURB_SHOWN_BYTES];
    curb_text_show(text, shown, sizeof shown);
    if (strlen(text) != key->data.scalar.length) {
        curb_reader_error_at(copy->reader, copy->source, line, column,
            "key '%s' holds a zero character", shown);
        return NULL;
    }
    if (strcmp(text, "<<") == 0) {
        curb_reader_error_at(copy->reader, copy->source, line, column,
            "merge keys (<<) are not used here; use `extends:`");
        return NULL;
    }
    const curb_entry_t *first = curb_node_find(map, text);
    if (first != NULL) {
        curb_reader_error_at(copy->reader, copy->source, line, column,
            "duplicate key '%s'; it was first given on line %d, column %d", shown,
            first->line, first->column);
        return NULL;
    }
    const char *kept = curb_tree_text(&copy->reader->tree, text, key->data.scalar.length);
    return kept != NULL ? kept : (const char *)stop(copy, key, NULL);
}

static bool copy_map(copy_t *copy, const yaml_node_t *from, curb_node_t *to, size_t depth)
{
    const yaml_node_pair_t *end = from->data.mapping.pairs.top;
    for (const yaml_node_pair_t *pair = from->data.mapping.pairs.start; pair < end;
         pair++) {
        const yaml_node_t *key = yaml_document_get_node(copy->document, pair->key);
        const char *text = key_of(copy, key, to);
        if (text == NULL) {
            if (copy->stopped) {
                return false;
            }
            continue;
        }
        curb_node_t *value = copy_node(copy, pair->value, depth + 1);
        if (value == NULL) {
            return false;
        }
        if (!curb_node_add(&copy->reader->tree, to, text, value, copy->source,
                (int)key->start_mark.line + 1, (int)key->start_mark.column + 1)) {
            return stop(copy, from, NULL) != NULL;
        }
    }
    return true;
}

static bool copy_scalar(copy_t *copy, const yaml_node_t *from, curb_node_t *to)
{
    const char *text = (const char *)from->data.scalar.value;
    if (strlen(text) != from->data.scalar.length) {
        return stop(copy, from, "a value holds a zero character") != NULL;
    }
    to->quoted = from->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    to->text = curb_tree_text(&copy->reader->tree, text, from->data.scalar.length);
    return to->text != NULL || stop(copy, from, NULL) != NULL;
}

static curb_node_t *copy_node(copy_t *copy, int index, size_t depth)
{
    const yaml_node_t *from = yaml_document_get_node(copy->document, index);
    if (copy->stopped) {
        return NULL;
    }
    if (copy->open[index] != 0) {
        return stop(
            copy, from, "an alias stands inside the value that it repeats: a cycle");
    }
    if (++copy->nodes > NODES_MAX) {
        return stop(copy, from, "aliases unfold to more than 100,000 values");
    }
    if (depth > DEPTH_MAX) {
        return stop(copy, from, "aliases nest too deeply (more than 32 levels)");
    }
    curb_node_kind_t kind = from->type == YAML_SEQUENCE_NODE  ? CURB_NODE_LIST
                            : from->type == YAML_MAPPING_NODE ? CURB_NODE_MAP
                                                              : CURB_NODE_SCALAR;
    curb_node_t *node = curb_tree_node(&copy->reader->tree, kind, copy->source,
        (int)from->start_mark.line + 1, (int)from->start_mark.column + 1);
    if (node == NULL) {
        return stop(copy, from, NULL);
    }
    copy->open[index] = 1;
    bool fine = kind == CURB_NODE_LIST  ? copy_list(copy, from, node, depth)
                : kind == CURB_NODE_MAP ? copy_map(copy, from, node, depth)
                                        : copy_scalar(copy, from, node);
    copy->open[index] = 0;
    return fine ? node : NULL;
}

static curb_node_t *copy_document(
    curb_reader_t *reader, const curb_source_t *source, yaml_document_t *document)
{
    yaml_node_t *root = yaml_document_get_root_node(document);
    if (root == NULL) {
        return NULL;
    }
    size_t count = (size_t)(document->nodes.top - document->nodes.start);
    copy_t copy = {.reader = reader, .source = source, .document = document};
    copy.open = curb_calloc(count + 1, 1);
    if (copy.open == NULL) {
        curb_reader_no_memory(reader);
        return NULL;
    }
    curb_node_t *node = copy_node(&copy, 1, 1); /* libyaml counts nodes from 1, the root */
    curb_free(copy.open);
    return node;
}

curb_node_t *curb_yaml_read(curb_reader_t *reader, const curb_source_t *source)
{
    if (!scan_events(reader, source)) {
        return NULL;
    }
    yaml_parser_t parser;
    if (!open_parser(reader, source, &parser)) {
        return NULL;
    }
    yaml_document_t document;
    curb_node_t *node = NULL;
    if (yaml_parser_load(&parser, &document) == 0) {
        report_parser(reader, source, &parser);
    } else {
        node = copy_document(reader, source, &document);
        yaml_document_delete(&document);
    }
    yaml_parser_delete(&parser);
    return node;
}
