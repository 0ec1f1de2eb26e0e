/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Designs: how they are written, and their points over ranges. */
#include "model/memory.h"
#include "model/points.h"
#include "study/bind.h"
#include "study/scalar.h"
#include "study/sweep_parts.h"

#include <stdio.h>
#include <string.h>

typedef curb_sweep_work_t work_t;
typedef curb_sweep_picks_t picks_t;
typedef curb_sweep_varied_t varied_t;
typedef curb_sweep_plan_t plan_t;

static const char *const methods[] = {
    "full_factorial", "one_at_a_time", "latin_hypercube", "sobol"};

static const char *method_at(const void *names, size_t index)
{
    return ((const char *const *)names)[index];
}

bool curb_sweep_read_plan(work_t *work, const curb_entry_t *entry, plan_t *plan)
{
    curb_reader_t *reader = work->reader;
    const curb_node_t *node = curb_node_get(entry->value, "design");
    *plan = (plan_t){.node = node};
    if (node == NULL) {
        return true;
    }
    size_t before = reader->error_count;
    size_t outer = curb_reader_enter(reader, entry->key);
    size_t inner = curb_reader_enter(reader, "design");
    const curb_node_t *method = curb_node_get(node, "method");
    const curb_node_t *points = curb_node_get(node, "points");
    for (size_t i = 0; node->kind == CURB_NODE_MAP && i < node->count; i++) {
        const curb_entry_t *key = &node->entries[i];
        curb_suggestion_t near = {.word = key->key};
        curb_suggestion_offer(&near, "method");
        curb_suggestion_offer(&near, "points");
        if (strcmp(near.best, key->key) != 0) {
            curb_reader_unknown(reader, key->source, key->line, key->column, "key", &near);
        }
    }
    if (method == NULL) {
        curb_reader_error(reader, node,
            "a design is written {method: latin_hypercube, points: 100}; other methods: "
            "sobol, one_at_a_time, full_factorial");
    } else {
        size_t index = curb_bind_name(reader, method, "method", method_at, methods, 4);
        plan->method = (curb_sweep_method_t)(index < 4 ? index + 1 : 0);
    }
    bool has_points = plan->method == LATIN || plan->method == SOBOL;
    if (has_points && (points == NULL || points->kind != CURB_NODE_SCALAR ||
                          curb_scalar_whole(points->text, &plan->points) != NULL ||
                          plan->points < 2 || plan->points > POINTS_MAX)) {
        curb_reader_error(reader, points != NULL ? points : node,
            "%s needs `points`, a whole number from 2 to %d", methods[plan->method - 1],
            POINTS_MAX);
    } else if (!has_points && plan->method != NO_METHOD && points != NULL) {
        curb_reader_error(reader, points, "%s has no points of its own: sweeps give them",
            methods[plan->method - 1]);
    }
    curb_reader_leave(reader, inner);
    curb_reader_leave(reader, outer);
    return reader->error_count == before;
}

typedef struct {
    varied_t varied;
    double low, high;
} range_t;

static bool read_range(work_t *work, const curb_entry_t *entry, range_t *range)
{
    curb_reader_t *reader = work->reader;
    const curb_node_t *node = range->varied.entry->value;
    const curb_node_t *list = curb_node_get(node, "range");
    size_t outer = curb_reader_enter(reader, entry->key);
    size_t inner = curb_reader_enter(reader, range->varied.entry->key);
    bool fine = node->count == 1 && list->kind == CURB_NODE_LIST && list->count == 2;
    double *ends[] = {&range->low, &range->high};
    for (size_t i = 0; fine && i < 2; i++) {
        const curb_node_t *end = list->entries[i].value;
        fine = end->kind == CURB_NODE_SCALAR &&
               curb_scalar_fraction(end->text, ends[i]) == NULL;
    }
    fine = fine && range->low < range->high;
    if (!fine) {
        curb_reader_error(reader, node,
            "a range is written {range: [low, high]}, two numbers, the smaller first");
    }
    curb_reader_leave(reader, inner);
    curb_reader_leave(reader, outer);
    return fine;
}

static void add_point(work_t *work, const curb_entry_t *entry, const range_t *ranges,
    size_t count, const double *point, const char *suffix, const picks_t *picks)
{
    picks_t chosen[CURB_DESIGN_INPUTS_MAX];
    curb_entry_t one = *entry;
    for (size_t i = 0; i < count; i++) {
        char number[32];
        varied_t varied = curb_sweep_find(one.value, "range", 0);
        double value = ranges[i].low + point[i] * (ranges[i].high - ranges[i].low);
        snprintf(number, sizeof number, "%.6g", value);
        curb_node_t *node = curb_sweep_word(work, number, varied.entry->value);
        one.value = node != NULL ? curb_sweep_replace(work, one.value, varied, node) : NULL;
        if (one.value == NULL) {
            return;
        }
        chosen[i] =
            (picks_t){varied.entry->key, node->text, i > 0 ? &chosen[i - 1] : picks};
    }
    if (curb_sweep_rename(work, &one, suffix, entry->value)) {
        curb_sweep_retitle(work, one.value, suffix);
        curb_sweep_add(work, &one, &chosen[count - 1]);
    }
}

static size_t gather_ranges(
    work_t *work, const curb_entry_t *entry, const plan_t *plan, range_t *ranges)
{
    size_t count = 0, most = CURB_DESIGN_INPUTS_MAX;
    bool fine = true;
    for (varied_t varied;
         (varied = curb_sweep_find(entry->value, "range", count)).entry != NULL; count++) {
        if (count == most) {
            break;
        }
        ranges[count].varied = varied;
        fine = read_range(work, entry, &ranges[count]) && fine;
    }
    size_t length = curb_reader_enter(work->reader, entry->key);
    if (plan->method == SOBOL && count > CURB_DESIGN_SOBOL_MAX) {
        curb_reader_error(work->reader, plan->node,
            "Sobol' points go over %d inputs at most, here are %zu: screen them with "
            "Morris "
            "(curb sensitivity) and vary those that matter, or take latin_hypercube",
            CURB_DESIGN_SOBOL_MAX, count);
        fine = false;
    }
    curb_reader_leave(work->reader, length);
    return fine ? count : 0;
}

void curb_sweep_points(
    work_t *work, const curb_entry_t *entry, const plan_t *plan, const picks_t *picks)
{
    range_t ranges[CURB_DESIGN_INPUTS_MAX];
    size_t count = gather_ranges(work, entry, plan, ranges), points = plan->points;
    double *unit = curb_calloc(count > 0 ? count * points : 1, sizeof *unit);
    curb_error_t error = unit != NULL ? CURB_OK : CURB_ERR_NO_MEMORY;
    if (error == CURB_OK && count > 0 && plan->method == SOBOL) {
        error = curb_sobol_points(work->context->seed, work->wave, points, count, unit);
    } else if (error == CURB_OK && count > 0) {
        curb_design_latin(work->context->seed, work->wave, points, count, unit);
    }
    if (error != CURB_OK) {
        curb_sweep_stop(work);
    }
    int digits = snprintf(NULL, 0, "%zu", points);
    for (size_t p = 0; count > 0 && p < points && !work->stopped; p++) {
        char suffix[32];
        snprintf(suffix, sizeof suffix, "%0*zu", digits, p + 1);
        add_point(work, entry, ranges, count, unit + p * count, suffix, picks);
    }
    curb_free(unit);
}

/* A design that does not go with what varies. False: it does. */
bool curb_sweep_is_misfit(work_t *work, const curb_entry_t *entry, const plan_t *plan)
{
    bool points = plan->method == LATIN || plan->method == SOBOL;
    varied_t range = curb_sweep_find(entry->value, "range", 0);
    bool sweeps = curb_sweep_find(entry->value, "sweep", 0).entry != NULL;
    size_t length = curb_reader_enter(work->reader, entry->key);
    size_t before = work->reader->error_count;
    if (range.entry != NULL && !points) {
        curb_reader_error(work->reader, range.entry->value,
            "%s has a range, which needs points: add `design: {method: latin_hypercube, "
            "points: 100}`, or sobol",
            range.entry->key);
    } else if (range.entry == NULL && points) {
        curb_reader_error(work->reader, plan->node,
            "%s has nothing to vary: write {range: [low, high]} for a number of the "
            "scenario",
            methods[plan->method - 1]);
    } else if (plan->method == ONE_AT_A_TIME && !sweeps) {
        curb_reader_error(work->reader, plan->node,
            "one_at_a_time has nothing to vary: write {sweep: [base, other]} for a value "
            "of "
            "the scenario");
    }
    curb_reader_leave(work->reader, length);
    return work->reader->error_count > before;
}
