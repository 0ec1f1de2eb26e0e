/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/sources.h"

#include "model/memory.h"
#include "study/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SOURCES_SCHEMA = 1 };

const char *curb_source_words(
    const curb_origin_t *origin, char buffer[CURB_SOURCE_WORDS_BYTES])
{
    if (origin->source[0] != '\0') {
        return origin->source;
    }
    snprintf(buffer, CURB_SOURCE_WORDS_BYTES, "given %s%s, no source",
        origin->place[0] == '-' ? "by " : "in ", origin->place);
    return buffer;
}

static void add_text(curb_text_t *text, const char *key, const char *value)
{
    curb_text_add(text, ", \"%s\": ", key);
    curb_text_add_quoted(text, value);
}

static void add_number(curb_text_t *text, const char *key, double value)
{
    char digits[CURB_NUMBER_BYTES];
    curb_number_format(value, digits);
    curb_text_add(text, ", \"%s\": %s", key, digits);
}

/* What stands behind a number, and the end of its object. */
static void add_vouched(curb_text_t *text, const curb_origin_t *origin)
{
    char words[CURB_SOURCE_WORDS_BYTES];
    add_text(text, "distribution", curb_spread_keys[origin->spread]);
    add_text(text, "unit", origin->unit);
    add_text(text, "source", curb_source_words(origin, words));
    add_text(text, "seen", origin->seen);
    add_text(text, "grade", origin->grade);
    add_text(text, "remark", origin->remark);
    add_text(text, "registry", origin->registry);
    add_text(text, "place", origin->place);
    curb_text_add(text, "}");
}

static void add_value(curb_text_t *text, const curb_origin_t *origin)
{
    curb_text_add(text, "{\"name\": ");
    curb_text_add_quoted(text, origin->path);
    add_number(text, "value", origin->value);
    add_number(text, "low", origin->low);
    add_number(text, "high", origin->high);
    add_vouched(text, origin);
}

/* --- many numbers of one rule --- */

static bool is_rule(const curb_origin_t *origin)
{
    if (strchr(origin->registry, '*') == NULL) {
        return false;
    }
    const curb_registry_row_t *row = curb_registry_find(origin->registry);
    return row != NULL && isnan(row->central);
}

static bool is_same(const curb_origin_t *left, const curb_origin_t *right)
{
    return strcmp(left->registry, right->registry) == 0 &&
           strcmp(left->source, right->source) == 0 &&
           strcmp(left->grade, right->grade) == 0 &&
           strcmp(left->remark, right->remark) == 0;
}

static void add_to(curb_source_group_t *group, double value)
{
    group->count++;
    group->least = value < group->least ? value : group->least;
    group->most = value > group->most ? value : group->most;
}

/* The open group of each rule is looked for backwards: it is mostly the last one or near.
 */
static curb_source_group_t *find_group(
    curb_source_group_t *groups, size_t count, const curb_origin_t *origin)
{
    for (size_t i = count; i-- > 0;) {
        if (is_same(groups[i].origin, origin)) {
            return &groups[i];
        }
    }
    return NULL;
}

static curb_source_group_t single(const curb_origin_t *origin)
{
    return (curb_source_group_t){origin, origin->path, 1, origin->value, origin->value};
}

/* Rules with few numbers go back to a group for each number. */
static size_t spread_small(const curb_study_t *study, const curb_source_group_t *rules,
    size_t rule_count, curb_source_group_t *groups)
{
    size_t count = 0;
    for (size_t i = 0; i < study->origins.count; i++) {
        const curb_origin_t *origin = &study->origins.rows[i];
        const curb_source_group_t *rule = NULL;
        for (size_t k = 0; k < rule_count && rule == NULL && is_rule(origin); k++) {
            rule = is_same(rules[k].origin, origin) ? &rules[k] : NULL;
        }
        if (rule == NULL || rule->count <= CURB_SOURCE_NUMBERS_EACH) {
            groups[count++] = single(origin);
        } else if (rule->origin == origin) {
            groups[count++] = *rule;
        }
    }
    return count;
}

curb_source_group_t *curb_sources_group(const curb_study_t *study, size_t *count)
{
    size_t most = study->origins.count + 1, rule_count = 0;
    curb_source_group_t *rules = curb_calloc(most, sizeof *rules);
    curb_source_group_t *groups = curb_calloc(most, sizeof *groups);
    *count = 0;
    if (rules == NULL || groups == NULL) {
        curb_free(rules);
        curb_free(groups);
        return NULL;
    }
    for (size_t i = 0; i < study->origins.count; i++) {
        const curb_origin_t *origin = &study->origins.rows[i];
        curb_source_group_t *rule =
            is_rule(origin) ? find_group(rules, rule_count, origin) : NULL;
        if (rule != NULL) {
            add_to(rule, origin->value);
        } else if (is_rule(origin)) {
            rules[rule_count] = single(origin);
            rules[rule_count++].name = strchr(origin->registry, '.') + 1;
        }
    }
    *count = spread_small(study, rules, rule_count, groups);
    curb_free(rules);
    return groups;
}

/* --- JSON --- */

static void add_group(curb_text_t *text, const curb_source_group_t *group)
{
    if (group->count == 1) {
        add_value(text, group->origin);
        return;
    }
    curb_text_add(text, "{\"name\": ");
    curb_text_add_quoted(text, group->name);
    curb_text_add(text, ", \"numbers\": %zu", group->count);
    add_number(text, "least", group->least);
    add_number(text, "most", group->most);
    add_vouched(text, group->origin);
}

static bool add_values(curb_text_t *text, const curb_study_t *study, bool each)
{
    size_t count = study->origins.count;
    curb_source_group_t *groups = each ? NULL : curb_sources_group(study, &count);
    if (!each && groups == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        curb_text_add(text, "%s\n ", i > 0 ? "," : "");
        if (each) {
            add_value(text, &study->origins.rows[i]);
        } else {
            add_group(text, &groups[i]);
        }
    }
    curb_free(groups);
    return true;
}

/* Written as text: a tree of thousands of small values would ask for memory as often. */
char *curb_sources_json(const curb_study_t *study, bool each)
{
    curb_text_t text = {0};
    curb_text_add(&text, "{\"schema_version\": %d", SOURCES_SCHEMA);
    add_text(&text, "study", study->id);
    add_text(&text, "world", study->world != NULL ? study->world->id : "");
    curb_text_add(&text, ", \"values\": [");
    if (!add_values(&text, study, each)) {
        curb_text_free(&text);
        return NULL;
    }
    curb_text_add(&text, "\n]}");
    return curb_text_take(&text);
}
