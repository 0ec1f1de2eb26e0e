/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/scenario_set.h"

#include "study/bind.h"
#include "study/lookup.h"

#include <stdio.h>
#include <string.h>

static void report_unknown(curb_reader_t *reader, const curb_entry_t *entry,
    const char *what, curb_suggestion_t *near)
{
    curb_reader_unknown(reader, entry->source, entry->line, entry->column, what, near);
}

/* The policy that the first part of the key names; NULL after an error. */
static curb_policy_t *find_policy(curb_reader_t *reader, const curb_entry_t *entry,
    curb_scenario_t *scenario, const char *id)
{
    curb_suggestion_t near = {.word = id};
    for (size_t i = 0; i < scenario->policy_count; i++) {
        curb_policy_t *policy = &scenario->policies[i];
        if (!policy->in_force && strcmp(policy->id, id) == 0) {
            return policy;
        }
        if (!policy->in_force) {
            curb_suggestion_offer(&near, policy->id);
        }
    }
    report_unknown(reader, entry, "policy of this scenario", &near);
    return NULL;
}

static void set_intensity(curb_reader_t *reader, const curb_entry_t *entry,
    curb_scenario_t *scenario, curb_policy_t *policy)
{
    const curb_number_rule_t rule = {.unit = "1", .least = 0, .most = 1, .percent = true};
    curb_number_t number;
    if (scenario->budget_usd > 0) {
        curb_reader_error(reader, entry->value, "a budget sets the intensity; give one");
    } else if (curb_bind_number(reader, entry->key, entry->value, &rule, &number)) {
        policy->intensity = number.value;
        scenario->dose[0] = '\0'; /* no longer one of the doses */
    }
}

static void set_lever(curb_reader_t *reader, const curb_entry_t *entry,
    curb_policy_t *policy, const char *name)
{
    const curb_instrument_row_t *row = &curb_instrument_rows[policy->instrument];
    curb_suggestion_t near = {.word = name};
    curb_suggestion_offer(&near, "intensity");
    for (size_t k = 0; k < row->lever_count; k++) {
        const curb_lever_row_t *lever = &curb_lever_rows[row->levers[k].lever];
        curb_suggestion_offer(&near, lever->key);
        if (strcmp(lever->key, name) != 0) {
            continue;
        }
        curb_number_rule_t rule = {
            .unit = lever->unit, .least = lever->least, .most = lever->most};
        rule.percent = strcmp(rule.unit, "1") == 0 || strncmp(rule.unit, "1/", 2) == 0;
        curb_number_t number;
        if (curb_bind_number(reader, entry->key, entry->value, &rule, &number)) {
            policy->lever[row->levers[k].lever] = number.value;
        }
        return;
    }
    char what[96];
    snprintf(what, sizeof what, "lever of %s", row->key);
    report_unknown(reader, entry, what, &near);
}

static void set_one(
    curb_reader_t *reader, const curb_entry_t *entry, curb_scenario_t *scenario)
{
    char id[CURB_ID_BYTES];
    const char *dot = strrchr(entry->key, '.');
    if (dot == NULL || dot == entry->key || (size_t)(dot - entry->key) >= sizeof id) {
        curb_reader_error_at(reader, entry->source, entry->line, entry->column,
            "%s: what is set is written POLICY.LEVER or POLICY.intensity", reader->path);
        return;
    }
    snprintf(id, sizeof id, "%.*s", (int)(dot - entry->key), entry->key);
    curb_policy_t *policy = find_policy(reader, entry, scenario, id);
    if (policy == NULL) {
        return;
    }
    size_t length = curb_reader_enter(reader, entry->key);
    if (strcmp(dot + 1, "intensity") == 0) {
        set_intensity(reader, entry, scenario, policy);
    } else {
        set_lever(reader, entry, policy, dot + 1);
    }
    curb_reader_leave(reader, length);
}

void curb_scenario_set_read(
    curb_reader_t *reader, const curb_node_t *node, curb_scenario_t *scenario)
{
    const curb_node_t *set = curb_node_get(node, "set");
    if (set == NULL) {
        return;
    }
    size_t length = curb_reader_enter(reader, "set");
    if (curb_bind_is_map(reader, set)) {
        curb_reader_open(reader, "set");
        for (size_t i = 0; i < set->count; i++) {
            set_one(reader, &set->entries[i], scenario);
        }
        curb_reader_close(reader);
    }
    curb_reader_leave(reader, length);
}
