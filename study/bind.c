/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/bind.h"

#include "study/scalar.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/** One block being read. */
typedef struct {
    curb_reader_t *reader;
    curb_bind_t how;
    unsigned char *object;
    curb_number_t *numbers; /**< where the next goes; NULL: not listed */
} bind_t;

static bool is_number(const curb_field_t *field)
{
    return field->kind == CURB_FIELD_NUMBER || field->kind == CURB_FIELD_FRACTION;
}

static bool is_read_here(const curb_field_t *field)
{
    bool identity = field->kind == CURB_FIELD_TEXT && field->size == 0;
    return field->kind <= CURB_FIELD_BLOCK && !identity;
}

static void read_number(bind_t *bind, const curb_field_t *field, const curb_node_t *node)
{
    curb_number_t number;
    curb_number_rule_t rule = {.unit = field->unit,
        .least = field->least,
        .most = field->most,
        .percent = field->kind == CURB_FIELD_FRACTION,
        .sampled = bind->numbers != NULL && !field->whole_of_one};
    if (curb_bind_number(bind->reader, field->key, node, &rule, &number)) {
        memcpy(bind->object + field->offset, &number.value, sizeof number.value);
    }
    if (bind->numbers != NULL) {
        *bind->numbers = number;
    }
}

static bool is_scalar(curb_reader_t *reader, const curb_node_t *node, const char *expected)
{
    if (node->kind == CURB_NODE_SCALAR) {
        return true;
    }
    curb_reader_error(
        reader, node, "found %s; expected %s", curb_node_kind_text(node), expected);
    return false;
}

static void read_whole(bind_t *bind, const curb_field_t *field, const curb_node_t *node)
{
    uint64_t value = 0;
    char shown[CURB_SHOWN_BYTES];
    if (!is_scalar(bind->reader, node, "a whole number")) {
        return;
    }
    curb_text_show(node->text, shown, sizeof shown);
    const char *fault = curb_scalar_whole(node->text, &value);
    if (fault != NULL) {
        curb_reader_error(
            bind->reader, node, "'%s' %s; expected a whole number", shown, fault);
        return;
    }
    if ((double)value < field->least || (double)value > field->most) {
        curb_reader_error(bind->reader, node,
            "%s is outside [%.10g, %.10g]; expected a whole "
            "number",
            shown, field->least, field->most);
        return;
    }
    memcpy(bind->object + field->offset, &value, sizeof value);
    curb_reader_write(bind->reader, field->key, node->text, field->unit, node);
}

static void read_boolean(bind_t *bind, const curb_field_t *field, const curb_node_t *node)
{
    bool value = false;
    char shown[CURB_SHOWN_BYTES];
    if (!is_scalar(bind->reader, node, "true or false")) {
        return;
    }
    curb_text_show(node->text, shown, sizeof shown);
    const char *fault = curb_scalar_boolean(node->text, &value);
    if (fault != NULL) {
        curb_reader_error(bind->reader, node, "'%s' %s", shown, fault);
        return;
    }
    memcpy(bind->object + field->offset, &value, sizeof value);
    curb_reader_write(bind->reader, field->key, node->text, NULL, node);
}

static const char *choice_at(const void *names, size_t index)
{
    return ((const char *const *)names)[index];
}

static void write_quoted(curb_reader_t *reader, const char *key, const curb_node_t *node)
{
    curb_text_t quoted = {0};
    curb_text_add_quoted(&quoted, node->text);
    if (quoted.failed) {
        curb_reader_no_memory(reader);
    } else {
        curb_reader_write(reader, key, quoted.bytes, NULL, node);
    }
    curb_text_free(&quoted);
}

static bool ends_in(const char *text, const char *ending)
{
    size_t length = strlen(text), end = strlen(ending);
    return length > end && strcmp(text + length - end, ending) == 0;
}

static void read_choice(bind_t *bind, const curb_field_t *field, const curb_node_t *node)
{
    size_t count = 0;
    char list[256] = "";
    for (; field->choices[count] != NULL; count++) {
        size_t used = strlen(list);
        snprintf(list + used, sizeof list - used, "%s%s", count > 0 ? ", " : "",
            field->choices[count]);
    }
    if (!is_scalar(bind->reader, node, list)) {
        return;
    }
    if (field->ending != NULL && ends_in(node->text, field->ending)) {
        const int path = -1;
        memcpy(bind->object + field->offset, &path, sizeof path);
        write_quoted(bind->reader, field->key, node);
        return;
    }
    curb_suggestion_t near = {.word = node->text};
    int value = 0;
    for (size_t i = 0; i < count; i++) {
        curb_suggestion_offer(&near, choice_at(field->choices, i));
        value = near.best == field->choices[i] ? (int)i : value;
    }
    if (near.distance > 0) {
        char shown[CURB_SHOWN_BYTES];
        curb_text_show(node->text, shown, sizeof shown);
        const char *meant = curb_suggestion_best(&near);
        curb_reader_error(bind->reader, node, "'%s' is none of %s%s%s%s", shown, list,
            meant != NULL ? "; did you mean '" : "", meant != NULL ? meant : "",
            meant != NULL ? "'?" : "");
        return;
    }
    memcpy(bind->object + field->offset, &value, sizeof value);
    curb_reader_write(bind->reader, field->key, node->text, NULL, node);
}

static void read_text(bind_t *bind, const curb_field_t *field, const curb_node_t *node)
{
    if (!is_scalar(bind->reader, node, "a text")) {
        return;
    }
    size_t length = strlen(node->text);
    if (length == 0 || length >= field->size) {
        curb_reader_error(bind->reader, node, "a text of %zu bytes; expected 1 to %zu",
            length, field->size - 1);
        return;
    }
    for (const char *c = node->text; *c != '\0'; c++) {
        if ((unsigned char)*c < 0x20 && *c != '\n' && *c != '\t') {
            curb_reader_error(bind->reader, node, "a control character in a text");
            return;
        }
    }
    memcpy(bind->object + field->offset, node->text, length + 1);
    write_quoted(bind->reader, field->key, node);
}

static void read_value(bind_t *bind, const curb_field_t *field, const curb_node_t *node)
{
    switch (field->kind) {
    case CURB_FIELD_NUMBER:
    case CURB_FIELD_FRACTION:
        read_number(bind, field, node);
        break;
    case CURB_FIELD_WHOLE:
        read_whole(bind, field, node);
        break;
    case CURB_FIELD_BOOLEAN:
        read_boolean(bind, field, node);
        break;
    case CURB_FIELD_CHOICE:
        read_choice(bind, field, node);
        break;
    default:
        read_text(bind, field, node);
        break;
    }
}

static void read_fields(bind_t *bind, const curb_node_t *node, const curb_block_t *block);

static void read_nested(bind_t *bind, const curb_field_t *field, const curb_node_t *node)
{
    if (node != NULL && !curb_bind_is_map(bind->reader, node)) {
        node = NULL;
    }
    bool shown = node != NULL;
    if (shown) {
        curb_bind_keys(bind->reader, node, &field->block, 1);
        curb_reader_open(bind->reader, field->key);
    }
    bind_t inner = *bind;
    inner.object = bind->object + field->offset;
    if (node == NULL) {
        inner.how = CURB_BIND_PARTIAL; /* that the whole block is missing was said once */
    }
    read_fields(&inner, node, field->block);
    bind->numbers = inner.numbers;
    if (shown) {
        curb_reader_close(bind->reader);
    }
}

/* A default goes the way of any other value, so that it cannot disagree with its own range.
 */
static void read_fallback(bind_t *bind, const curb_field_t *field)
{
    static const curb_source_t nowhere = {.name = "default", .text = ""};
    curb_node_t node = {
        .kind = CURB_NODE_SCALAR, .text = field->fallback, .source = &nowhere};
    read_value(bind, field, &node);
}

static void read_field(bind_t *bind, const curb_field_t *field, const curb_node_t *node)
{
    size_t length = curb_reader_enter(bind->reader, field->key);
    bool whole = bind->how == CURB_BIND_WHOLE;
    if (is_number(field) && bind->numbers != NULL) {
        *bind->numbers = (curb_number_t){0};
    }
    if (field->kind == CURB_FIELD_BLOCK) {
        read_nested(bind, field, node);
    } else if (node != NULL) {
        read_value(bind, field, node);
    } else if (whole && field->fallback != NULL) {
        read_fallback(bind, field);
    }
    curb_reader_leave(bind->reader, length);
    if (is_number(field) && bind->numbers != NULL) {
        bind->numbers++;
    }
}

static void read_fields(bind_t *bind, const curb_node_t *node, const curb_block_t *block)
{
    for (size_t i = 0; i < block->count; i++) {
        const curb_field_t *field = &block->fields[i];
        const curb_node_t *value = curb_node_get(node, field->key);
        if (value == NULL && field->required && bind->how == CURB_BIND_WHOLE) {
            curb_reader_error(
                bind->reader, node, "'%s' is missing: %s", field->key, field->help);
        }
        if (is_read_here(field)) {
            read_field(bind, field, value);
        }
    }
}

void curb_bind_block(curb_reader_t *reader, const curb_node_t *node,
    const curb_block_t *block, curb_bind_t how, void *object, curb_number_t *numbers)
{
    bind_t bind = {reader, how, object, numbers};
    read_fields(&bind, node, block);
}

static size_t list_fields(const curb_block_t *block, const char *prefix, size_t base,
    char (*names)[CURB_ID_BYTES], size_t *offsets, const curb_field_t **fields)
{
    size_t count = 0;
    for (size_t i = 0; i < block->count; i++) {
        const curb_field_t *field = &block->fields[i];
        char name[CURB_ID_BYTES];
        snprintf(name, sizeof name, "%.30s%s%.30s", prefix, prefix[0] != '\0' ? "." : "",
            field->key);
        if (field->kind == CURB_FIELD_BLOCK) {
            count += list_fields(field->block, name, base + field->offset, names + count,
                offsets + count, fields + count);
        } else if (is_number(field)) {
            snprintf(names[count], CURB_ID_BYTES, "%s", name);
            offsets[count] = base + field->offset;
            fields[count] = field;
            count++;
        }
    }
    return count;
}

size_t curb_bind_list(const curb_block_t *block, char (*names)[CURB_ID_BYTES],
    size_t *offsets, const curb_field_t **fields)
{
    return list_fields(block, "", 0, names, offsets, fields);
}

void curb_bind_keys(curb_reader_t *reader, const curb_node_t *node,
    const curb_block_t *const *blocks, size_t block_count)
{
    for (size_t i = 0; node != NULL && i < node->count; i++) {
        const curb_entry_t *entry = &node->entries[i];
        curb_suggestion_t near = {.word = entry->key};
        for (size_t b = 0; b < block_count; b++) {
            for (size_t k = 0; k < blocks[b]->count; k++) {
                curb_suggestion_offer(&near, blocks[b]->fields[k].key);
            }
        }
        if (near.best == NULL || strcmp(near.best, entry->key) != 0) {
            curb_reader_unknown(
                reader, entry->source, entry->line, entry->column, "key", &near);
        }
    }
}

bool curb_bind_is_map(curb_reader_t *reader, const curb_node_t *node)
{
    if (node == NULL || node->kind == CURB_NODE_MAP) {
        return node != NULL;
    }
    if (node->kind == CURB_NODE_SCALAR && node->text[0] == '\0' && !node->quoted) {
        return true; /* `scenarios:` with nothing, or only comments, under it */
    }
    curb_reader_error(
        reader, node, "found %s; expected keys and values", curb_node_kind_text(node));
    return false;
}

size_t curb_bind_name(curb_reader_t *reader, const curb_node_t *node, const char *what,
    curb_name_at_t *name_at, const void *names, size_t count)
{
    if (node->kind != CURB_NODE_SCALAR) {
        curb_reader_error(
            reader, node, "found %s; expected a %s", curb_node_kind_text(node), what);
        return count;
    }
    curb_suggestion_t near = {.word = node->text};
    for (size_t i = 0; i < count; i++) {
        if (strcmp(name_at(names, i), node->text) == 0) {
            return i;
        }
        curb_suggestion_offer(&near, name_at(names, i));
    }
    curb_reader_unknown(reader, node->source, node->line, node->column, what, &near);
    return count;
}

size_t curb_bind_key(curb_reader_t *reader, const curb_entry_t *entry, const char *what,
    curb_name_at_t *name_at, const void *names, size_t count)
{
    curb_node_t word = {.kind = CURB_NODE_SCALAR,
        .text = entry->key,
        .source = entry->source,
        .line = entry->line,
        .column = entry->column};
    return curb_bind_name(reader, &word, what, name_at, names, count);
}

uint64_t curb_bind_names(curb_reader_t *reader, const curb_node_t *node, const char *what,
    curb_name_at_t *name_at, const void *names, size_t count)
{
    if (node->kind == CURB_NODE_SCALAR && strcmp(node->text, "all") == 0) {
        return count >= 64 ? UINT64_MAX : (UINT64_C(1) << count) - 1;
    }
    if (node->kind != CURB_NODE_LIST || node->count == 0) {
        curb_reader_error(
            reader, node, "expected `all` or a list of at least one %s", what);
        return 0;
    }
    uint64_t bits = 0;
    for (size_t i = 0; i < node->count; i++) {
        const curb_node_t *name = node->entries[i].value;
        size_t index = curb_bind_name(reader, name, what, name_at, names, count);
        if (index == count) {
            continue;
        }
        if ((bits >> index & 1) != 0) {
            curb_reader_error(reader, name, "%s '%s' stands here twice", what, name->text);
        }
        bits |= UINT64_C(1) << index;
    }
    return bits;
}

bool curb_bind_shares(curb_reader_t *reader, const char *key, const curb_node_t *node,
    const char *what, curb_name_at_t *name_at, const void *names, size_t count,
    double *shares)
{
    size_t before = reader->error_count;
    if (!curb_bind_is_map(reader, node)) {
        return false;
    }
    bool in_line = node->count > CURB_LINE_MAP;
    if (!in_line) {
        curb_reader_open(reader, key);
    }
    reader->muted += in_line;
    memset(shares, 0, count * sizeof *shares);
    double sum = 0.0;
    for (size_t i = 0; i < node->count; i++) {
        const curb_entry_t *entry = &node->entries[i];
        size_t index = curb_bind_key(reader, entry, what, name_at, names, count);
        if (index == count) {
            continue;
        }
        curb_number_rule_t rule = {.unit = "1", .most = 1.0, .percent = true};
        curb_number_t number;
        size_t length = curb_reader_enter(reader, entry->key);
        if (curb_bind_number(reader, entry->key, entry->value, &rule, &number)) {
            shares[index] = number.value;
            sum += number.value;
        }
        curb_reader_leave(reader, length);
    }
    reader->muted -= in_line;
    if (!in_line) {
        curb_reader_close(reader);
    } else if (reader->error_count == before) {
        curb_bind_write_line(reader, key, shares, name_at, names, count, node);
    }
    if (reader->error_count == before && fabs(sum - 1.0) > 1e-6) {
        curb_reader_error(
            reader, node, "the shares add up to %.10g; they must add up to 1", sum);
    }
    return reader->error_count == before;
}

void curb_bind_write_line(curb_reader_t *reader, const char *key, const double *values,
    curb_name_at_t *name_at, const void *names, size_t count, const curb_node_t *node)
{
    curb_text_t line = {0};
    const char *comma = "{";
    for (size_t i = 0; i < count; i++) {
        if (values[i] > 0.0) {
            char digits[CURB_NUMBER_BYTES];
            curb_number_format(values[i], digits);
            curb_text_add(&line, "%s%s: %s", comma, name_at(names, i), digits);
            comma = ", ";
        }
    }
    curb_text_add(&line, "}");
    if (line.failed) {
        curb_reader_no_memory(reader);
    } else {
        curb_reader_write(reader, key, line.bytes, "1", node);
    }
    curb_text_free(&line);
}

void curb_bind_write_names(curb_reader_t *reader, const char *key, uint64_t bits,
    curb_name_at_t *name_at, const void *names, size_t count, const curb_node_t *node)
{
    curb_text_t list = {0};
    curb_text_add(&list, "[");
    const char *comma = "";
    for (size_t i = 0; i < count; i++) {
        if ((bits >> i & 1) != 0) {
            curb_text_add(&list, "%s%s", comma, name_at(names, i));
            comma = ", ";
        }
    }
    curb_text_add(&list, "]");
    if (list.failed) {
        curb_reader_no_memory(reader);
    } else {
        curb_reader_write(reader, key, list.bytes, NULL, node);
    }
    curb_text_free(&list);
}

void curb_bind_write_list(curb_reader_t *reader, const char *key, const curb_node_t *list)
{
    curb_text_t text = {0};
    curb_text_add(&text, "[");
    for (size_t i = 0; i < list->count; i++) {
        curb_text_add(&text, "%s%s", i > 0 ? ", " : "", list->entries[i].value->text);
    }
    curb_text_add(&text, "]");
    if (text.failed) {
        curb_reader_no_memory(reader);
    } else {
        curb_reader_write(reader, key, text.bytes, NULL, list);
    }
    curb_text_free(&text);
}
