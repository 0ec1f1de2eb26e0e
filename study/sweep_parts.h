/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What the files of sweep.h share; private to them. */
#ifndef CURB_STUDY_SWEEP_PARTS_H
#define CURB_STUDY_SWEEP_PARTS_H

#include "study/sweep.h"

enum { NAME_BYTES = 256, POINTS_MAX = CURB_SCENARIO_MAX };

typedef enum { NO_METHOD, FACTORIAL, ONE_AT_A_TIME, LATIN, SOBOL } curb_sweep_method_t;

typedef struct {
    curb_reader_t *reader;
    const curb_sweep_context_t *context;
    curb_design_t *design;
    curb_node_t *unfolded;
    uint32_t
        wave; /**< of the scenario as the file has it: its points hang on its id alone */
    bool stopped;
} curb_sweep_work_t;

/* What was chosen on the way to one scenario, the latest first. */
typedef struct picks {
    const char *input, *value;
    const struct picks *before;
} curb_sweep_picks_t;

/* A member that varies: of the scenario itself, or of its `set`. */
typedef struct {
    const curb_entry_t *entry; /**< NULL: there is none */
    bool in_set;
} curb_sweep_varied_t;

typedef struct {
    curb_sweep_method_t method;
    uint64_t points;
    const curb_node_t *node; /**< NULL: no design */
} curb_sweep_plan_t;

/** @brief The member number `index` with a word such as `sweep` in it. */
curb_sweep_varied_t curb_sweep_find(
    const curb_node_t *scenario, const char *word, size_t index);

/** @brief A copy of the scenario with one member replaced; NULL without memory. */
curb_node_t *curb_sweep_replace(curb_sweep_work_t *work, curb_node_t *scenario,
    curb_sweep_varied_t varied, curb_node_t *value);

/** @brief A scalar at a place; NULL without memory. */
curb_node_t *curb_sweep_word(
    curb_sweep_work_t *work, const char *word, const curb_node_t *place);

/** @brief Gives the scenario ID-SUFFIX; false after an error. */
bool curb_sweep_rename(curb_sweep_work_t *work, curb_entry_t *entry, const char *suffix,
    const curb_node_t *place);

/** @brief A title says which of the sweep it is. */
void curb_sweep_retitle(curb_sweep_work_t *work, curb_node_t *scenario, const char *value);

/** @brief Adds a scenario in which nothing varies any more, with what was chosen for it. */
void curb_sweep_add(
    curb_sweep_work_t *work, const curb_entry_t *entry, const curb_sweep_picks_t *picks);

/** @brief Remembers that memory ran out. */
void curb_sweep_stop(curb_sweep_work_t *work);

/** @brief Reads `design` of a scenario; false after errors, which were reported. */
bool curb_sweep_read_plan(
    curb_sweep_work_t *work, const curb_entry_t *entry, curb_sweep_plan_t *plan);

/** @brief Whether a design does not go with what varies; reports it. */
bool curb_sweep_is_misfit(
    curb_sweep_work_t *work, const curb_entry_t *entry, const curb_sweep_plan_t *plan);

/** @brief A scenario for each point over the ranges. */
void curb_sweep_points(curb_sweep_work_t *work, const curb_entry_t *entry,
    const curb_sweep_plan_t *plan, const curb_sweep_picks_t *picks);

#endif
