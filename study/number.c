/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers: a scalar, or a map that says how sure the number is and where it is from. */
#include "study/bind.h"
#include "study/lookup.h"
#include "study/scalar.h"

#include <stdio.h>
#include <string.h>

static bool read_scalar(curb_reader_t *reader, const curb_node_t *node,
    const curb_number_rule_t *rule, double *value)
{
    char expected[CURB_SHOWN_BYTES], shown[CURB_SHOWN_BYTES];
    curb_field_expected(rule->unit, rule->least, rule->most, expected, sizeof expected);
    if (node->kind != CURB_NODE_SCALAR) {
        curb_reader_error(
            reader, node, "found %s; %s", curb_node_kind_text(node), expected);
        return false;
    }
    const char *fault = rule->percent ? curb_scalar_fraction(node->text, value)
                                      : curb_scalar_number(node->text, value);
    curb_text_show(node->text, shown, sizeof shown);
    if (fault != NULL) {
        curb_reader_error(reader, node, "%s%s%s %s; %s", node->text[0] == '\0' ? "" : "'",
            node->text[0] == '\0' ? "the value" : shown, node->text[0] == '\0' ? "" : "'",
            fault, expected);
        return false;
    }
    if (*value < rule->least || *value > rule->most) {
        curb_reader_error(reader, node, "%s is outside [%.10g, %.10g]; %s", shown,
            rule->least, rule->most, expected);
        return false;
    }
    return true;
}

/* The part of a number's map under `key`, if it is there. */
static bool read_part(curb_reader_t *reader, const curb_node_t *map, const char *key,
    const curb_number_rule_t *rule, double *value, bool *there)
{
    const curb_node_t *node = curb_node_get(map, key);
    *there = node != NULL;
    if (node == NULL) {
        return true;
    }
    size_t length = curb_reader_enter(reader, key);
    bool fine = read_scalar(reader, node, rule, value);
    curb_reader_leave(reader, length);
    return fine;
}

static bool keys_are_known(curb_reader_t *reader, const curb_node_t *map)
{
    static const char *const keys[] = {"value", "mode", "low", "high", "spread", "dist",
        "grade", "source", "seen", "remark", "registry"};
    bool fine = true;
    for (size_t i = 0; i < map->count; i++) {
        const curb_entry_t *entry = &map->entries[i];
        curb_suggestion_t near = {.word = entry->key};
        for (size_t k = 0; k < sizeof keys / sizeof keys[0]; k++) {
            curb_suggestion_offer(&near, keys[k]);
        }
        if (near.distance > 0) {
            curb_reader_unknown(
                reader, entry->source, entry->line, entry->column, "key", &near);
            fine = false;
        }
    }
    return fine;
}

static bool read_spread(
    curb_reader_t *reader, const curb_node_t *map, curb_number_t *number, bool *dist)
{
    const curb_node_t *spread = curb_node_get(map, "dist");
    *dist = spread != NULL;
    if (spread == NULL) {
        spread = curb_node_get(map, "spread");
    }
    number->spread = CURB_TRIANGULAR;
    if (spread == NULL) {
        return true;
    }
    for (curb_spread_t i = CURB_FIXED; i <= CURB_LOG_TRIANGULAR; i++) {
        if (spread->kind == CURB_NODE_SCALAR &&
            strcmp(spread->text, curb_spread_keys[i]) == 0) {
            number->spread = i;
            return true;
        }
    }
    char shown[CURB_SHOWN_BYTES];
    curb_text_show(spread->text, shown, sizeof shown);
    curb_reader_error(reader, spread,
        "%s: '%s' is no distribution; expected triangular, "
        "log_triangular or fixed",
        *dist ? "dist" : "spread", shown);
    return false;
}

/* 0 when there is none, '?' after an error. */
static char read_grade(curb_reader_t *reader, const curb_node_t *map)
{
    const curb_node_t *grade = curb_node_get(map, "grade");
    if (grade == NULL) {
        return '\0';
    }
    bool known = grade->kind == CURB_NODE_SCALAR && strlen(grade->text) == 1 &&
                 strchr("ABC", grade->text[0]) != NULL;
    if (!known) {
        curb_reader_error(reader, grade,
            "grade: expected A (measured here), B (measured "
            "elsewhere or indirectly) or C (judgement)");
        return '?';
    }
    return grade->text[0];
}

static bool texts_are_texts(curb_reader_t *reader, const curb_node_t *map)
{
    static const char *const keys[] = {"source", "seen", "remark", "registry"};
    bool fine = true;
    for (size_t k = 0; k < sizeof keys / sizeof keys[0]; k++) {
        const curb_node_t *text = curb_node_get(map, keys[k]);
        if (text != NULL && text->kind != CURB_NODE_SCALAR) {
            curb_reader_error(reader, text, "%s: found %s; expected a text", keys[k],
                curb_node_kind_text(text));
            fine = false;
        }
    }
    return fine;
}

static bool seen_is_known(curb_reader_t *reader, const curb_node_t *map)
{
    const curb_node_t *seen = curb_node_get(map, "seen");
    if (seen == NULL || seen->kind != CURB_NODE_SCALAR) {
        return true; /* anything but a text was refused */
    }
    curb_suggestion_t near = {.word = seen->text};
    for (size_t i = 0; i < CURB_SEEN_COUNT; i++) {
        curb_suggestion_offer(&near, curb_seen_keys[i]);
    }
    if (near.distance > 0) {
        curb_reader_error(
            reader, seen, "seen: expected seen, secondary, derived, memory or assumption");
    }
    return near.distance == 0;
}

static bool check_range(curb_reader_t *reader, const curb_node_t *map,
    const curb_number_rule_t *rule, const curb_number_t *number, char grade, bool dist)
{
    if (number->low > number->value || number->value > number->high) {
        curb_reader_error(reader, map,
            "low %.10g, value %.10g, high %.10g are not in "
            "ascending order",
            number->low, number->value, number->high);
        return false;
    }
    if (!dist && grade == '\0') {
        curb_reader_error(reader, map,
            "a range needs a grade (A, B or C): only what is graded C "
            "is drawn; or give it as {dist: triangular, low:, mode:, high:}");
        return false;
    }
    if (number->spread == CURB_LOG_TRIANGULAR && number->low <= 0.0) {
        curb_reader_error(reader, map, "log_triangular needs a low above 0");
        return false;
    }
    bool fixed = dist && number->spread == CURB_FIXED;
    if (!rule->sampled && !fixed && (dist || grade == 'C')) {
        curb_reader_error(
            reader, map, "this number cannot be drawn by itself; give it without a range");
        return false;
    }
    return true;
}

static bool read_map(curb_reader_t *reader, const curb_node_t *map,
    const curb_number_rule_t *rule, curb_number_t *number)
{
    bool has_value, has_mode, has_low, has_high, dist;
    bool fine = keys_are_known(reader, map);
    fine = read_part(reader, map, "value", rule, &number->value, &has_value) && fine;
    fine = read_part(reader, map, "mode", rule, has_value ? &number->low : &number->value,
               &has_mode) &&
           fine;
    fine = read_part(reader, map, "low", rule, &number->low, &has_low) && fine;
    fine = read_part(reader, map, "high", rule, &number->high, &has_high) && fine;
    fine = read_spread(reader, map, number, &dist) && fine;
    char grade = read_grade(reader, map);
    fine = texts_are_texts(reader, map) && fine && grade != '?';
    fine = seen_is_known(reader, map) && fine;
    if (!fine) {
        return false;
    }
    if (has_value == has_mode) {
        curb_reader_error(reader, map,
            has_value ? "value and mode are both given" : "the value is missing");
        return false;
    }
    if (has_low != has_high || (dist && !has_low)) {
        curb_reader_error(reader, map, "a range needs both low and high");
        return false;
    }
    if (!has_low) {
        number->low = number->high = number->value;
        return true;
    }
    if (!check_range(reader, map, rule, number, grade, dist)) {
        return false;
    }
    number->uncertain = (dist || grade == 'C') && number->spread != CURB_FIXED &&
                        number->low < number->high;
    return true;
}

/* --- from the registry, and what vouches for a number --- */

static bool take_row(curb_reader_t *reader, const curb_node_t *node,
    const curb_registry_row_t *row, const curb_number_rule_t *rule, curb_number_t *number)
{
    bool ranged = row->low < row->high; /* false where they are left out */
    number->value = row->central;
    number->low = ranged ? row->low : row->central;
    number->high = ranged ? row->high : row->central;
    number->spread = row->spread;
    number->uncertain = ranged && row->spread != CURB_FIXED;
    if (number->low < rule->least || number->high > rule->most) {
        curb_reader_error(reader, node,
            "row '%s' of the registry, %.10g to %.10g, is outside [%.10g, %.10g]", row->id,
            number->low, number->high, rule->least, rule->most);
        return false;
    }
    if (number->uncertain && !rule->sampled) {
        curb_reader_error(reader, node,
            "row '%s' of the registry is drawn, and this number cannot be drawn by itself; "
            "give a number",
            row->id);
        return false;
    }
    return true;
}

static const char *text_of(const curb_node_t *map, const char *key)
{
    const curb_node_t *node = curb_node_get(map, key);
    return node != NULL ? node->text : "";
}

/* What is known of a number: words of its own file first, then those of the row. */
static curb_origin_t origin_of(const curb_node_t *node, const curb_number_rule_t *rule,
    const curb_registry_row_t *row, const curb_number_t *number, char grade[2])
{
    curb_origin_t origin = {.value = number->value,
        .low = number->low,
        .high = number->high,
        .spread = number->uncertain ? number->spread : CURB_FIXED,
        .unit = rule->unit,
        .source = text_of(node, "source"),
        .seen = text_of(node, "seen"),
        .grade = text_of(node, "grade"),
        .remark = text_of(node, "remark")};
    if (row != NULL) {
        grade[0] = row->grade;
        grade[1] = '\0';
        origin.unit = row->unit;
        origin.registry = row->id;
        origin.seen = origin.seen[0] != '\0' ? origin.seen : curb_seen_keys[row->seen];
        origin.grade = origin.grade[0] != '\0' ? origin.grade : grade;
        origin.remark = origin.remark[0] != '\0' ? origin.remark : row->remark;
        origin.source = origin.source[0] != '\0' ? origin.source : row->source;
    }
    return origin;
}

/* Money says of which year it is. */
static const char *unit_of(
    const curb_reader_t *reader, const char *unit, char text[CURB_SHOWN_BYTES])
{
    bool bare = unit != NULL && strncmp(unit, "USD", 3) == 0 && unit[3] != '(';
    const curb_world_t *world = reader->study->world;
    if (!bare || world == NULL) {
        return unit;
    }
    snprintf(text, CURB_SHOWN_BYTES, "USD(%.0f)%s", world->price_year, unit + 3);
    return text;
}

static void trace(
    curb_reader_t *reader, const curb_node_t *node, const curb_origin_t *origin)
{
    char place[CURB_PATH_BYTES], unit[CURB_SHOWN_BYTES];
    curb_origin_t row = *origin;
    row.path = reader->path + reader->world_path;
    row.path += *row.path == '.';
    row.unit = unit_of(reader, row.unit, unit);
    curb_reader_place(node, place, sizeof place);
    row.place = place;
    if (!curb_origins_add(&reader->study->origins, &row)) {
        curb_reader_no_memory(reader);
    }
}

static void add_word(curb_text_t *map, const char *key, const char *word)
{
    if (word != NULL && word[0] != '\0') {
        curb_text_add(map, ", %s: ", key);
        curb_text_add_quoted(map, word);
    }
}

/* The resolved copy of a number. What a row of the registry says is not repeated: its id
 * leads to it. */
static void write_number(curb_reader_t *reader, const char *key, const curb_node_t *node,
    const curb_number_rule_t *rule, const curb_number_t *number,
    const curb_origin_t *origin)
{
    char value[CURB_NUMBER_BYTES], low[CURB_NUMBER_BYTES], high[CURB_NUMBER_BYTES];
    bool from_row = origin->registry != NULL && origin->registry[0] != '\0';
    curb_number_format(number->value, value);
    bool plain =
        node->kind != CURB_NODE_MAP && node->text[0] != '\0' && !curb_lookup_is_asked(node);
    if (plain && (!from_row || curb_lookup_is_own(reader, node))) {
        curb_reader_write(reader, key, value, rule->unit, node);
        return;
    }
    curb_number_format(number->low, low);
    curb_number_format(number->high, high);
    curb_text_t map = {0};
    curb_text_add(&map, "{value: %s", value);
    if (number->low < number->high) {
        bool dist = from_row || curb_node_get(node, "dist") != NULL;
        curb_spread_t spread = from_row ? origin->spread : number->spread;
        curb_text_add(&map, ", low: %s, high: %s, %s: %s", low, high,
            dist ? "dist" : "spread", curb_spread_keys[spread]);
    }
    add_word(&map, "grade", origin->grade);
    add_word(&map, "source", text_of(node, "source"));
    add_word(&map, "seen", text_of(node, "seen"));
    add_word(&map, "remark", text_of(node, "remark"));
    add_word(&map, "registry", origin->registry);
    curb_text_add(&map, "}");
    if (map.failed) {
        curb_reader_no_memory(reader);
    } else {
        curb_reader_write(reader, key, map.bytes, rule->unit, node);
    }
    curb_text_free(&map);
}

static void keep(curb_reader_t *reader, const char *key, const curb_node_t *node,
    const curb_number_rule_t *rule, const curb_registry_row_t *row,
    const curb_number_t *number)
{
    char grade[2];
    curb_origin_t origin = origin_of(node, rule, row, number, grade);
    write_number(reader, key, node, rule, number, &origin);
    if (reader->tracing && !reader->rehearsing) {
        trace(reader, node, &origin);
    }
}

static const curb_registry_row_t *voucher(
    curb_reader_t *reader, const curb_node_t *node, const curb_number_t *number)
{
    return reader->tracing ? curb_lookup_voucher(reader, node, number->value) : NULL;
}

bool curb_bind_number(curb_reader_t *reader, const char *key, const curb_node_t *node,
    const curb_number_rule_t *rule, curb_number_t *number)
{
    const curb_registry_row_t *row = NULL;
    *number = (curb_number_t){.node = node};
    if (reader->tracing && curb_lookup_is_asked(node)) {
        row = curb_lookup_row(reader, node, rule->registry);
        number->given = row != NULL && take_row(reader, node, row, rule, number);
    } else if (node->kind == CURB_NODE_MAP) {
        number->given = read_map(reader, node, rule, number);
    } else {
        number->given = read_scalar(reader, node, rule, &number->value);
        number->low = number->high = number->value;
    }
    if (number->given) {
        row = row != NULL ? row : voucher(reader, node, number);
        keep(reader, key, node, rule, row, number);
    }
    return number->given;
}

bool curb_bind_row(curb_reader_t *reader, const char *key, const curb_registry_row_t *row,
    const curb_number_rule_t *rule, curb_number_t *number)
{
    static const curb_node_t nowhere = {.kind = CURB_NODE_SCALAR, .text = ""};
    *number = (curb_number_t){0};
    number->given = take_row(reader, NULL, row, rule, number);
    if (number->given) {
        keep(reader, key, &nowhere, rule, row, number);
    }
    return number->given;
}
