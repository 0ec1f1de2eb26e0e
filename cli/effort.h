/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What a run costs in seconds of one core, said beforehand: how often it does each kind of
 * work, counted from the study and its world alone, times what one takes. */
#ifndef CURB_CLI_EFFORT_H
#define CURB_CLI_EFFORT_H

#include "study/study.h"

#include <stddef.h>

/* What the seconds are spent on, and how many each takes: fitted by bench/predict, which
 * prints this table anew. */
#define CURB_EFFORT_LIST(X)                                                                \
    X(REPLICATE, "replicate", 0.0028)                                                      \
    X(CELL_SOLVED, "cell, solve", 3e-3)                                                    \
    X(AGENT_STARTED, "slot or person held, start", 2.7e-7)                                 \
    X(PERSON_DRAWN, "person at risk, month", 4.5e-10)                                      \
    X(AGENT_DRAWN, "slot or person held, month", 3.4e-9)                                   \
    X(AGENT_STEP, "slot or person held, month and scenario", 3.5e-9)                       \
    X(BUYER_DRAWN, "buyer, month", 1.9e-9)                                                 \
    X(BUYER_STEP, "buyer, month and scenario", 1.6e-9)                                     \
    X(CELL_STEP, "cell, month and scenario", 3.3e-7)                                       \
    X(NUMBER_KEPT, "number, written and merged", 8.6e-8)                                   \
    X(AGENT_FAR, "the same, for each doubling of a scenario beyond 16 MB", 9.4e-10)

#define CURB_EFFORT_ENUM(id, name, seconds) CURB_EFFORT_##id,
typedef enum { CURB_EFFORT_LIST(CURB_EFFORT_ENUM) CURB_EFFORT_COUNT } curb_effort_t;
#undef CURB_EFFORT_ENUM

typedef struct {
    const char *id, *name;
    double seconds; /**< of one */
} curb_effort_row_t;

extern const curb_effort_row_t curb_effort_rows[CURB_EFFORT_COUNT];

/** @brief How many of each a run has of so many scenarios, the baseline among them, and
 * replicates.
 *  @param count  [CURB_EFFORT_COUNT] */
void curb_effort_of(
    const curb_study_t *study, size_t scenarios, size_t replicates, double *count);

/** @brief Seconds that such a run takes when so many threads carry one replicate after the
 * other: months are shared among them, all else is one thread's. A further thread counts as
 * .6 of one, as seen with two (bench/README.md). */
double curb_effort_seconds(
    const curb_study_t *study, size_t scenarios, size_t replicates, int threads);

/** @brief People, slots of traffickers and buyers who are agents in one scenario. */
double curb_effort_agents(const curb_study_t *study);

/** @brief Months lived by all scenarios together: the past before policies is shared. */
double curb_effort_scenario_months(const curb_study_t *study, size_t scenarios);

#endif
