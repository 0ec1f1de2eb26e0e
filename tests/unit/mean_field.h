/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The deterministic mean-field map of the small world, written from docs/ODD.md and not
 * from the model's code: the same phases, expectations in place of draws, traffickers as a
 * distribution over capacity and people held, pools as real numbers. Buyers are the drawn
 * agents with their exact probabilities. Of the instruments it knows enforcement against
 * traffickers and campaigns. Left out, and small: quitting because capital is used up, and
 * that awareness differs between equal buyers after a campaign. */
#ifndef TESTS_MEAN_FIELD_H
#define TESTS_MEAN_FIELD_H

#include "small_world.h"

enum {
    MEAN_HELD_MAX = 60,
    MEAN_BARRED_MAX = 40,
    MEAN_CLASSES = SMALL_JURISDICTIONS * CURB_GROUP_COUNT * CURB_VULNERABILITY_COUNT
};

/** What the two instruments do, by jurisdiction. */
typedef struct {
    double detection[SMALL_JURISDICTIONS]; /* factor */
    double reach[SMALL_JURISDICTIONS], efficacy;
} mean_policy_t;

/** Traffickers of one capacity class of a home cell, working in one place. */
typedef struct {
    int capacity;
    double holding[MEAN_HELD_MAX + 1]; /* [held] slots */
} mean_class_t;

/** Counts are miniature, as in the state that the map starts from. */
typedef struct {
    const curb_market_t *market;         /* borrowed */
    const curb_population_t *population; /* borrowed */
    double *awareness;                   /* [buyer]; owned */
    struct {
        double price, settled, exploited_share, utilisation, margin, returns, pull;
        double awareness, home, abroad; /* units */
        double hazard, attempt, leaving, quit, entry, move;
        double held, left, recruited, moved; /* persons this month */
        double profit;                       /* of an active trafficker, over its anchor */
    } cells[SMALL_CELLS];
    mean_class_t traffickers[SMALL_CELLS][SMALL_JURISDICTIONS][CURB_CAPACITY_CLASSES];
    double dormant[SMALL_CELLS][CURB_CAPACITY_CLASSES];
    double barred[SMALL_CELLS][CURB_CAPACITY_CLASSES][MEAN_BARRED_MAX + 1];
    double at_risk[MEAN_CLASSES], again[MEAN_CLASSES], safe[MEAN_CLASSES];
    double exploited[SMALL_CELLS][MEAN_CLASSES], recovering[SMALL_CELLS][MEAN_CLASSES];
} mean_field_t;

/** @brief Starts from where a state stands. Free with mean_field_free(). */
void mean_field_init(
    mean_field_t *self, const small_stage_t *stage, const curb_state_t *state);
void mean_field_month(mean_field_t *self, const mean_policy_t *policy);
double mean_field_held(const mean_field_t *self, size_t cell);
void mean_field_free(mean_field_t *self);

#endif
