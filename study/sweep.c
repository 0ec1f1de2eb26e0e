/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One sweep is unfolded at a time: what still has a sweep goes through again, so that two
 * sweeps make all pairs. Ranges come last, all at once. */
#include "study/sweep.h"

#include "study/scalar.h"
#include "study/sweep_parts.h"
#include "study/world_file.h"

#include <stdio.h>
#include <string.h>

typedef curb_sweep_work_t work_t;
typedef curb_sweep_picks_t picks_t;
typedef curb_sweep_varied_t varied_t;
typedef curb_sweep_plan_t plan_t;

/* The member number `index` with a word such as `sweep` in it. */
varied_t curb_sweep_find(const curb_node_t *scenario, const char *word, size_t index)
{
    for (size_t i = 0; scenario->kind == CURB_NODE_MAP && i < scenario->count; i++) {
        const curb_entry_t *entry = &scenario->entries[i];
        if (strcmp(entry->key, "design") == 0) {
            continue;
        }
        if (curb_node_find(entry->value, word) != NULL && index-- == 0) {
            return (varied_t){entry, false};
        }
        bool is_set = strcmp(entry->key, "set") == 0 && entry->value->kind == CURB_NODE_MAP;
        for (size_t k = 0; is_set && k < entry->value->count; k++) {
            const curb_entry_t *inner = &entry->value->entries[k];
            if (curb_node_find(inner->value, word) != NULL && index-- == 0) {
                return (varied_t){inner, true};
            }
        }
    }
    return (varied_t){NULL, false};
}

void curb_sweep_stop(work_t *work)
{
    work->stopped = true;
    curb_reader_no_memory(work->reader);
}

/* In the order in which they were chosen. */
static void note(work_t *work, const curb_entry_t *entry, const picks_t *picks)
{
    if (picks == NULL || work->stopped) {
        return;
    }
    note(work, entry, picks->before);
    curb_error_t error =
        curb_design_add(work->design, picks->input, entry->key, picks->value);
    if (error == CURB_ERR_NO_MEMORY) {
        curb_sweep_stop(work);
    } else if (error != CURB_OK && !work->stopped) {
        work->stopped = true;
        curb_reader_error_at(work->reader, entry->source, entry->line, entry->column,
            "%s: sweeps and designs vary more than %d inputs in all", work->reader->path,
            CURB_DESIGN_INPUTS_MAX);
    }
}

void curb_sweep_add(work_t *work, const curb_entry_t *entry, const picks_t *picks)
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
        curb_sweep_stop(work);
        return;
    }
    note(work, entry, picks);
}

static char *join(work_t *work, const char *format, const char *left, const char *right)
{
    char text[NAME_BYTES];
    snprintf(text, sizeof text, format, left, right);
    char *kept = curb_tree_text(&work->reader->tree, text, strlen(text));
    if (kept == NULL) {
        curb_sweep_stop(work);
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
void curb_sweep_retitle(work_t *work, curb_node_t *scenario, const char *value)
{
    curb_entry_t *title = curb_node_find(scenario, "title");
    if (title == NULL || title->value->kind != CURB_NODE_SCALAR) {
        return;
    }
    curb_node_t *copy = curb_node_copy(&work->reader->tree, title->value);
    char *text = join(work, "%.120s (%.60s)", title->value->text, value);
    if (copy == NULL || text == NULL) {
        curb_sweep_stop(work);
        return;
    }
    copy->text = text;
    title->value = copy;
}

/* A copy of the scenario with one member replaced; policies and shocks are lists. */
curb_node_t *curb_sweep_replace(
    work_t *work, curb_node_t *scenario, varied_t varied, curb_node_t *value)
{
    curb_tree_t *tree = &work->reader->tree;
    curb_node_t *copy = curb_node_copy(tree, scenario), *map = copy;
    const char *key = varied.entry->key;
    if (copy != NULL && varied.in_set) {
        map = curb_node_copy(tree, curb_node_get(copy, "set"));
        curb_node_find(copy, "set")->value = map;
    }
    bool is_all = value->kind == CURB_NODE_SCALAR && strcmp(value->text, "all") == 0;
    if (map != NULL && !varied.in_set && !is_all &&
        (strcmp(key, "policies") == 0 || strcmp(key, "shocks") == 0 ||
            strcmp(key, "jurisdictions") == 0 || strcmp(key, "sectors") == 0)) {
        curb_node_t *list =
            curb_tree_node(tree, CURB_NODE_LIST, value->source, value->line, value->column);
        bool added = list != NULL && curb_node_add(tree, list, NULL, value, value->source,
                                         value->line, value->column);
        value = added ? list : NULL;
    }
    if (map == NULL || value == NULL) {
        curb_sweep_stop(work);
        return NULL;
    }
    curb_node_find(map, key)->value = value;
    return copy;
}

static void unfold(work_t *work, const curb_entry_t *entry, const picks_t *picks);

/* The scenario under another id; false after an error. */
bool curb_sweep_rename(
    work_t *work, curb_entry_t *entry, const char *suffix, const curb_node_t *place)
{
    char *id = id_of(work, entry->key, suffix);
    if (id == NULL) {
        return false;
    }
    if (!curb_scalar_is_id(id, true)) {
        curb_reader_error(
            work->reader, place, "'%s' is too long for the id of a scenario", id);
        return false;
    }
    entry->key = id;
    return true;
}

/* --- lists --- */

curb_node_t *curb_sweep_word(work_t *work, const char *word, const curb_node_t *place)
{
    curb_tree_t *tree = &work->reader->tree;
    curb_node_t *node =
        curb_tree_node(tree, CURB_NODE_SCALAR, place->source, place->line, place->column);
    char *text = curb_tree_text(tree, word, strlen(word));
    if (node == NULL || text == NULL) {
        curb_sweep_stop(work);
        return NULL;
    }
    node->text = text;
    return node;
}

/* `all` as the list that it stands for; NULL where there is none. */
static curb_node_t *list_all(work_t *work, varied_t varied, const curb_node_t *all)
{
    const curb_sweep_context_t *context = work->context;
    const char *key = varied.in_set ? "" : varied.entry->key;
    bool places = strcmp(key, "jurisdictions") == 0, sectors = strcmp(key, "sectors") == 0;
    bool policies = strcmp(key, "policies") == 0 && context->policies != NULL;
    if (!(policies || ((places || sectors) && context->world != NULL))) {
        return NULL;
    }
    size_t count = places    ? context->world->jurisdiction_count
                   : sectors ? context->world->sector_count
                             : context->policies->count;
    curb_tree_t *tree = &work->reader->tree;
    curb_node_t *list =
        curb_tree_node(tree, CURB_NODE_LIST, all->source, all->line, all->column);
    for (size_t i = 0; i < count && list != NULL; i++) {
        const char *word = places    ? curb_jurisdiction_at(context->world, i)
                           : sectors ? curb_sector_at(context->world, i)
                                     : context->policies->entries[i].key;
        curb_node_t *value = curb_sweep_word(work, word, all);
        if (value == NULL ||
            !curb_node_add(tree, list, NULL, value, all->source, all->line, all->column)) {
            curb_sweep_stop(work);
            return NULL;
        }
    }
    return list;
}

/* The values of a sweep; NULL after an error. */
static const curb_node_t *values_of(
    work_t *work, const curb_entry_t *entry, varied_t varied)
{
    const curb_node_t *sweep = varied.entry->value;
    const curb_node_t *list = curb_node_get(sweep, "sweep");
    size_t outer = curb_reader_enter(work->reader, entry->key);
    size_t inner = curb_reader_enter(work->reader, varied.entry->key);
    if (list->kind == CURB_NODE_SCALAR && strcmp(list->text, "all") == 0) {
        curb_node_t *named = list_all(work, varied, list);
        if (named == NULL && !work->stopped) {
            curb_reader_error(work->reader, list,
                "`all` is a sweep of policies, jurisdictions or sectors; name the values");
        }
        list = named;
    } else if (sweep->count != 1 || list->kind != CURB_NODE_LIST || list->count == 0) {
        curb_reader_error(
            work->reader, sweep, "a sweep is written {sweep: [first, second]}");
        list = NULL;
    }
    for (size_t i = 0; list != NULL && i < list->count; i++) {
        if (list->entries[i].value->kind != CURB_NODE_SCALAR) {
            curb_reader_error(
                work->reader, list->entries[i].value, "a sweep is a list of single values");
            list = NULL;
        }
    }
    curb_reader_leave(work->reader, inner);
    curb_reader_leave(work->reader, outer);
    return list;
}

static void unfold_value(work_t *work, const curb_entry_t *entry, varied_t varied,
    curb_node_t *value, const picks_t *picks)
{
    curb_entry_t one = *entry;
    curb_node_t *copy = curb_sweep_replace(work, entry->value, varied, value);
    if (copy == NULL || !curb_sweep_rename(work, &one, value->text, value)) {
        return;
    }
    curb_sweep_retitle(work, copy, value->text);
    one.value = copy;
    unfold(work, &one, &(picks_t){varied.entry->key, value->text, picks});
}

static void unfold_sweep(
    work_t *work, const curb_entry_t *entry, varied_t varied, const picks_t *picks)
{
    const curb_node_t *list = values_of(work, entry, varied);
    for (size_t i = 0; list != NULL && i < list->count && !work->stopped; i++) {
        unfold_value(work, entry, varied, list->entries[i].value, picks);
    }
}

/* All sweeps at one value each; `which` has the value number `value`, the others their
 * first. */
static void unfold_one(work_t *work, const curb_entry_t *entry,
    const curb_node_t *const *lists, size_t count, size_t which, size_t value)
{
    picks_t picks[CURB_DESIGN_INPUTS_MAX];
    curb_entry_t one = *entry;
    char suffix[NAME_BYTES] = "base";
    const curb_node_t *place = entry->value;
    for (size_t i = 0; i < count && !work->stopped; i++) {
        varied_t varied = curb_sweep_find(one.value, "sweep", 0);
        if (varied.entry == NULL) {
            return; /* never: there are as many as lists */
        }
        curb_node_t *chosen = lists[i]->entries[i == which ? value : 0].value;
        picks[i] = (picks_t){varied.entry->key, chosen->text, i > 0 ? &picks[i - 1] : NULL};
        if (i == which) {
            snprintf(
                suffix, sizeof suffix, "%.100s-%.100s", varied.entry->key, chosen->text);
            place = chosen;
        }
        one.value = curb_sweep_replace(work, one.value, varied, chosen);
        if (one.value == NULL) {
            return;
        }
    }
    curb_node_t *copy = curb_node_copy(&work->reader->tree, one.value);
    if (work->stopped || copy == NULL || !curb_sweep_rename(work, &one, suffix, place)) {
        return;
    }
    curb_sweep_retitle(work, copy, suffix);
    one.value = copy;
    unfold(work, &one, &picks[count - 1]);
}

static void unfold_one_at_a_time(work_t *work, const curb_entry_t *entry)
{
    const curb_node_t *lists[CURB_DESIGN_INPUTS_MAX];
    size_t count = 0;
    for (; count < CURB_DESIGN_INPUTS_MAX; count++) {
        varied_t varied = curb_sweep_find(entry->value, "sweep", count);
        if (varied.entry == NULL) {
            break;
        }
        lists[count] = values_of(work, entry, varied);
        if (lists[count] == NULL) {
            return;
        }
    }
    unfold_one(work, entry, lists, count, count, 0);
    for (size_t i = 0; i < count; i++) {
        for (size_t v = 1; v < lists[i]->count && !work->stopped; v++) {
            unfold_one(work, entry, lists, count, i, v);
        }
    }
}

static void drop_design(work_t *work, curb_entry_t *entry)
{
    if (curb_node_find(entry->value, "design") == NULL) {
        return;
    }
    curb_node_t *copy = curb_node_copy(&work->reader->tree, entry->value);
    if (copy == NULL) {
        curb_sweep_stop(work);
        return;
    }
    curb_node_remove(copy, "design");
    entry->value = copy;
}

static void unfold(work_t *work, const curb_entry_t *entry, const picks_t *picks)
{
    varied_t swept = curb_sweep_find(entry->value, "sweep", 0);
    plan_t plan;
    if (work->stopped) {
        return;
    }
    if (picks == NULL) { /* said once, of the scenario as it stands in the file */
        if (!curb_sweep_read_plan(work, entry, &plan) ||
            curb_sweep_is_misfit(work, entry, &plan)) {
            return;
        }
    } else {
        (void)curb_sweep_read_plan(work, entry, &plan);
    }
    if (swept.entry != NULL && plan.method == ONE_AT_A_TIME) {
        unfold_one_at_a_time(work, entry);
        return;
    }
    if (swept.entry != NULL) {
        unfold_sweep(work, entry, swept, picks);
        return;
    }
    curb_entry_t one = *entry;
    drop_design(work, &one);
    if (curb_sweep_find(entry->value, "range", 0).entry != NULL) {
        curb_sweep_points(work, &one, &plan, picks);
    } else if (!work->stopped) {
        curb_sweep_add(work, &one, picks);
    }
}

/* FNV-1a: a scenario added before it leaves the points of another one alone. */
static uint32_t wave_of(const char *id)
{
    uint32_t hash = 2166136261U;
    for (const char *at = id; *at != '\0'; at++) {
        hash = (hash ^ (unsigned char)*at) * 16777619U;
    }
    return hash;
}

curb_node_t *curb_sweep_unfold(curb_reader_t *reader, const curb_node_t *scenarios,
    const curb_sweep_context_t *context, curb_design_t *design)
{
    work_t work = {.reader = reader, .context = context, .design = design};
    work.unfolded = curb_tree_node(&reader->tree, CURB_NODE_MAP, scenarios->source,
        scenarios->line, scenarios->column);
    if (work.unfolded == NULL) {
        curb_reader_no_memory(reader);
        return NULL;
    }
    for (size_t i = 0; i < scenarios->count && !work.stopped; i++) {
        work.wave = wave_of(scenarios->entries[i].key);
        unfold(&work, &scenarios->entries[i], NULL);
    }
    return work.stopped ? NULL : work.unfolded;
}
