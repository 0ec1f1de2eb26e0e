/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers: a scalar, or a map that says how sure the number is and where it is from. */
#include "study/bind.h"
#include "study/scalar.h"

#include <string.h>

static const char *const spread_keys[] = {
    [CURB_TRIANGULAR] = "triangular", [CURB_LOG_TRIANGULAR] = "log_triangular"};

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
    static const char *const keys[] = {
        "value", "mode", "low", "high", "spread", "dist", "grade", "source", "remark"};
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
    for (curb_spread_t i = CURB_TRIANGULAR; i <= CURB_LOG_TRIANGULAR; i++) {
        if (spread->kind == CURB_NODE_SCALAR && strcmp(spread->text, spread_keys[i]) == 0) {
            number->spread = i;
            return true;
        }
    }
    char shown[CURB_SHOWN_BYTES];
    curb_text_show(spread->text, shown, sizeof shown);
    curb_reader_error(reader, spread,
        "%s: '%s' is no distribution; expected triangular or "
        "log_triangular",
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
    static const char *const keys[] = {"source", "remark"};
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
    if (!rule->sampled && (dist || grade == 'C')) {
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
    number->uncertain = (dist || grade == 'C') && number->low < number->high;
    return true;
}

static void write_number(curb_reader_t *reader, const char *key, const curb_node_t *node,
    const curb_number_rule_t *rule, const curb_number_t *number)
{
    char value[CURB_NUMBER_BYTES], low[CURB_NUMBER_BYTES], high[CURB_NUMBER_BYTES];
    curb_number_format(number->value, value);
    if (node->kind != CURB_NODE_MAP) {
        curb_reader_write(reader, key, value, rule->unit, node);
        return;
    }
    curb_number_format(number->low, low);
    curb_number_format(number->high, high);
    curb_text_t map = {0};
    curb_text_add(&map, "{value: %s", value);
    if (number->low < number->high) {
        curb_text_add(&map, ", low: %s, high: %s, %s: %s", low, high,
            curb_node_get(node, "dist") != NULL ? "dist" : "spread",
            spread_keys[number->spread]);
    }
    static const char *const keys[] = {"grade", "source", "remark"};
    for (size_t k = 0; k < sizeof keys / sizeof keys[0]; k++) {
        const curb_node_t *text = curb_node_get(node, keys[k]);
        if (text != NULL) {
            curb_text_add(&map, ", %s: ", keys[k]);
            curb_text_add_quoted(&map, text->text);
        }
    }
    curb_text_add(&map, "}");
    if (map.failed) {
        curb_reader_no_memory(reader);
    } else {
        curb_reader_write(reader, key, map.bytes, rule->unit, node);
    }
    curb_text_free(&map);
}

bool curb_bind_number(curb_reader_t *reader, const char *key, const curb_node_t *node,
    const curb_number_rule_t *rule, curb_number_t *number)
{
    *number = (curb_number_t){.node = node};
    if (node->kind == CURB_NODE_MAP) {
        number->given = read_map(reader, node, rule, number);
    } else {
        number->given = read_scalar(reader, node, rule, &number->value);
        number->low = number->high = number->value;
    }
    if (number->given) {
        write_number(reader, key, node, rule, number);
    }
    return number->given;
}
