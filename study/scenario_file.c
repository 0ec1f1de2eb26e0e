/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Policies are read once; a scenario copies those it names, straight or through packages,
 * and lays its own dose, schedule and place over the copies. */
#include "study/scenario_file.h"

#include "model/memory.h"
#include "study/menu_file.h"
#include "study/scalar.h"
#include "study/scenario_set.h"
#include "study/sweep.h"
#include "study/world_file.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef struct {
    curb_reader_t *reader;
    curb_study_t *study;
    curb_menu_t menu;
} work_t;

/** A scenario while it is being read. */
typedef struct {
    const curb_node_t *node;
    curb_scenario_keys_t keys;
    curb_scenario_t *scenario;
    curb_picked_t picked;
} pick_t;

/* --- one scenario --- */

static void take_world_policies(const curb_world_t *world, curb_scenario_t *scenario)
{
    for (size_t i = 0; i < world->in_force_count; i++) {
        scenario->policies[i] = world->in_force[i];
    }
    scenario->policy_count = world->in_force_count;
}

static void refuse_pair(
    work_t *work, const pick_t *pick, const char *one, const char *other, const char *why)
{
    const curb_node_t *second = curb_node_get(pick->node, other);
    if (curb_node_get(pick->node, one) != NULL && second != NULL) {
        curb_reader_error(work->reader, second, "%s and %s: %s; give one", one, other, why);
    }
}

static void lay_dose(const pick_t *pick, curb_policy_t *policy, int *dose)
{
    const curb_node_t *node = pick->node;
    if (curb_node_get(node, "budget") != NULL) {
        *dose = CURB_DOSE_HIGH; /* the plan scales it down to what the budget pays for */
    } else if (pick->keys.dose >= 0) {
        *dose = pick->keys.dose;
    } else if (!isnan(pick->keys.intensity)) {
        *dose = -1;
        policy->intensity = pick->keys.intensity;
        return;
    } else {
        return;
    }
    policy->intensity = curb_policy_file_dose(policy->instrument, *dose);
}

static void lay_schedule(work_t *work, const pick_t *pick, curb_policy_t *policy)
{
    if (!isnan(pick->keys.start)) {
        policy->start_month = (int)lround(12.0 * pick->keys.start);
        if (policy->end_month <= policy->start_month) {
            curb_reader_error(work->reader, curb_node_get(pick->node, "start"),
                "policy '%s' would start after its end", policy->id);
        }
    }
    if (!isnan(pick->keys.ramp_months)) {
        policy->ramp_months = (int)lround(pick->keys.ramp_months);
    }
}

/* A list of the scenario that narrows or moves its policies; 0 when it has none. */
static uint64_t read_place(work_t *work, const pick_t *pick, const char *key,
    const char *what, curb_name_at_t *name_at, size_t count)
{
    const curb_node_t *node = curb_node_get(pick->node, key);
    if (node == NULL) {
        return 0;
    }
    const curb_world_t *world = work->study->world;
    size_t length = curb_reader_enter(work->reader, key);
    uint64_t bits = curb_bind_names(work->reader, node, what, name_at, world, count);
    curb_reader_leave(work->reader, length);
    curb_bind_write_names(work->reader, key, bits, name_at, world, count, node);
    return bits;
}

static void lay_place(work_t *work, const pick_t *pick, uint64_t jurisdictions,
    uint64_t sectors, curb_policy_t *policy)
{
    if (jurisdictions != 0) {
        policy->jurisdictions = jurisdictions;
    }
    if (sectors != 0) {
        policy->sectors &= (uint32_t)sectors;
        if (policy->sectors == 0) {
            curb_reader_error(work->reader, curb_node_get(pick->node, "sectors"),
                "policy '%s' acts on none of these sectors", policy->id);
        }
    }
}

static void label_dose(const pick_t *pick, int common, curb_scenario_t *scenario)
{
    const char *label = !isnan(pick->keys.budget) ? "budget"
                        : common >= 0             ? curb_dose_keys[common]
                                                  : "";
    snprintf(scenario->dose, sizeof scenario->dose, "%s", label);
}

static void take_policies(work_t *work, pick_t *pick)
{
    const curb_world_t *world = work->study->world;
    uint64_t jurisdictions = read_place(work, pick, "jurisdictions", "jurisdiction",
        curb_jurisdiction_at, world->jurisdiction_count);
    uint64_t sectors =
        read_place(work, pick, "sectors", "sector", curb_sector_at, world->sector_count);
    curb_scenario_t *scenario = pick->scenario;
    enum { NOT_YET = -2, MIXED = -1 };
    int common = NOT_YET;
    for (size_t i = 0; i < pick->picked.count; i++) {
        const curb_policy_draft_t *draft = &work->menu.drafts[pick->picked.drafts[i]];
        curb_policy_t *policy = &scenario->policies[scenario->policy_count++];
        int dose = draft->dose;
        *policy = draft->policy;
        if (draft->fine) {
            lay_place(work, pick, jurisdictions, sectors, policy);
            lay_dose(pick, policy, &dose);
            lay_schedule(work, pick, policy);
        }
        common = common == NOT_YET || common == dose ? dose : MIXED;
    }
    label_dose(pick, common, scenario);
}

static const char *shock_at(const void *shocks, size_t index)
{
    return ((const curb_shock_t *)shocks)[index].id;
}

static void take_shocks(work_t *work, pick_t *pick)
{
    curb_reader_t *reader = work->reader;
    const curb_node_t *names = curb_node_get(pick->node, "shocks");
    curb_scenario_t *scenario = pick->scenario;
    if (names == NULL) {
        return;
    }
    size_t length = curb_reader_enter(reader, "shocks");
    size_t before = reader->error_count;
    if (names->kind != CURB_NODE_LIST || names->count == 0 ||
        names->count > CURB_SHOCK_MAX) {
        curb_reader_error(
            reader, names, "expected a list of 1 to %d shocks", CURB_SHOCK_MAX);
    } else {
        for (size_t i = 0; i < names->count; i++) {
            size_t index = curb_bind_name(reader, names->entries[i].value, "shock",
                shock_at, work->menu.shocks, work->menu.shock_count);
            if (index < work->menu.shock_count) {
                scenario->shocks[scenario->shock_count++] = work->menu.shocks[index];
            }
        }
    }
    curb_reader_leave(reader, length);
    if (reader->error_count == before) {
        curb_bind_write_list(reader, "shocks", names);
    }
}

static void read_picked(work_t *work, pick_t *pick)
{
    curb_reader_t *reader = work->reader;
    const curb_node_t *names = curb_node_get(pick->node, "policies");
    if (names == NULL && curb_node_get(pick->node, "shocks") != NULL) {
        return;
    }
    if (names == NULL) {
        curb_reader_error(reader, pick->node,
            "'policies' is missing: a scenario without policies is the baseline");
        return;
    }
    size_t length = curb_reader_enter(reader, "policies");
    size_t before = reader->error_count;
    if (names->kind != CURB_NODE_LIST || names->count == 0) {
        curb_reader_error(reader, names, "expected a list of policies and packages");
    } else {
        curb_menu_pick(&work->menu, names, &pick->picked);
    }
    curb_reader_leave(reader, length);
    if (reader->error_count == before) {
        curb_bind_write_list(reader, "policies", names);
    }
}

static void read_scenario(work_t *work, const curb_node_t *node, curb_scenario_t *scenario)
{
    curb_reader_t *reader = work->reader;
    const curb_block_t *block = &curb_scenario_block;
    pick_t pick = {.node = node,
        .scenario = scenario,
        .keys = {
            .start = NAN, .ramp_months = NAN, .intensity = NAN, .budget = NAN, .dose = -1}};
    curb_bind_keys(reader, node, &block, 1);
    curb_bind_block(reader, node, block, CURB_BIND_WHOLE, &pick.keys, NULL);
    refuse_pair(work, &pick, "dose", "intensity", "they say the same thing");
    refuse_pair(work, &pick, "budget", "dose", "a budget sets the dose");
    refuse_pair(work, &pick, "budget", "intensity", "a budget sets the intensity");
    if (!isnan(pick.keys.start)) {
        int month = 0;
        size_t length = curb_reader_enter(reader, "start");
        (void)curb_policy_file_start(reader, curb_node_get(node, "start"), pick.keys.start,
            &work->menu.horizon, &month);
        curb_reader_leave(reader, length);
    }
    snprintf(scenario->title, sizeof scenario->title, "%s",
        pick.keys.title[0] != '\0' ? pick.keys.title : scenario->id);
    scenario->budget_usd = isnan(pick.keys.budget) ? 0.0 : pick.keys.budget;
    read_picked(work, &pick);
    take_policies(work, &pick);
    curb_scenario_set_read(reader, node, scenario);
    take_shocks(work, &pick);
}

/* `baseline:` may stand among the scenarios, to be named and titled; it has no policies. */
static void read_baseline(work_t *work, const curb_node_t *node)
{
    curb_reader_t *reader = work->reader;
    curb_scenario_t *baseline = &work->study->scenarios[0];
    if (node->kind == CURB_NODE_SCALAR && node->text[0] == '\0') {
        return;
    }
    if (!curb_bind_is_map(reader, node)) {
        return;
    }
    for (size_t i = 0; i < node->count; i++) {
        const curb_entry_t *entry = &node->entries[i];
        if (strcmp(entry->key, "title") != 0) {
            curb_reader_error_at(reader, entry->source, entry->line, entry->column,
                "%s: the baseline has no '%s'; laws that exist already stand in the "
                "world's in_force",
                reader->path, entry->key);
        }
    }
    curb_scenario_keys_t keys = {0};
    curb_node_t titled = *node;
    titled.count = 0;
    curb_entry_t *title = curb_node_find(node, "title");
    if (title != NULL) {
        titled.entries = title;
        titled.count = 1;
        curb_bind_block(
            reader, &titled, &curb_scenario_block, CURB_BIND_WHOLE, &keys, NULL);
        snprintf(baseline->title, sizeof baseline->title, "%s", keys.title);
    }
}

static void read_entry(work_t *work, const curb_entry_t *entry)
{
    curb_reader_t *reader = work->reader;
    curb_study_t *study = work->study;
    if (strcmp(entry->key, "baseline") == 0) {
        read_baseline(work, entry->value);
        return;
    }
    curb_scenario_t *scenario = &study->scenarios[study->scenario_count++];
    snprintf(scenario->id, sizeof scenario->id, "%.63s", entry->key);
    take_world_policies(study->world, scenario);
    if (curb_bind_is_map(reader, entry->value)) {
        read_scenario(work, entry->value, scenario);
    }
}

static void read_scenarios(work_t *work, const curb_node_t *unfolded)
{
    curb_reader_t *reader = work->reader;
    curb_reader_open(reader, "scenarios");
    for (size_t i = 0; i < unfolded->count; i++) {
        const curb_entry_t *entry = &unfolded->entries[i];
        if (!curb_scalar_is_id(entry->key, true)) {
            (void)curb_policy_file_id(reader, entry, "scenario");
            continue;
        }
        size_t length = curb_reader_enter(reader, entry->key);
        curb_reader_open(reader, entry->key);
        read_entry(work, entry);
        curb_reader_close(reader);
        curb_reader_leave(reader, length);
    }
    curb_reader_close(reader);
}

static bool make_room(work_t *work, size_t count)
{
    curb_study_t *study = work->study;
    study->scenarios = curb_calloc(count + 1, sizeof *study->scenarios);
    if (study->scenarios == NULL) {
        return curb_reader_no_memory(work->reader);
    }
    curb_scenario_t *baseline = &study->scenarios[0];
    snprintf(baseline->id, sizeof baseline->id, "baseline");
    snprintf(baseline->title, sizeof baseline->title, "No new policy");
    take_world_policies(study->world, baseline);
    study->scenario_count = 1;
    return true;
}

void curb_scenario_file_read(
    curb_reader_t *reader, const curb_node_t *root, curb_study_t *study)
{
    work_t work = {
        .reader = reader, .study = study, .menu = curb_menu_file_read(reader, root, study)};
    const curb_node_t *map = curb_node_get(root, "scenarios");
    curb_node_t *unfolded = NULL;
    size_t length = curb_reader_enter(reader, "scenarios");
    if (map != NULL && curb_bind_is_map(reader, map)) {
        const curb_sweep_context_t context = {.world = study->world,
            .policies = curb_node_get(root, "policies"),
            .seed = study->seed};
        unfolded = curb_sweep_unfold(reader, map, &context, &study->design);
    }
    if (make_room(&work, unfolded != NULL ? unfolded->count : 0) && unfolded != NULL) {
        read_scenarios(&work, unfolded);
    }
    curb_reader_leave(reader, length);
}
