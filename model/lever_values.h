/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What policies do in a month, by cell and kind of buyer: the values of the levers. */
#ifndef CURB_MODEL_LEVER_VALUES_H
#define CURB_MODEL_LEVER_VALUES_H

#include "model/scenario.h"
#include "model/world.h"

/** What acts on one kind of buyer in one cell. */
typedef struct {
    double reach, efficacy;                             /**< campaigns */
    double compliance, screening, penalty, audit_share; /**< rules */
    double buying;              /**< probability that one purchase is investigated */
    double knowing, proof;      /**< the same for knowing use */
    double force, force_abroad; /**< F lambda of the law with the largest F; abroad */
    double demand;              /**< factor on quantity, of shocks */
    double announced,
        announced_knowing; /**< perceived risk in a law's first month, else 0 */
} curb_kind_levers_t;

/** What acts in one cell. */
typedef struct {
    curb_kind_levers_t kinds[CURB_KIND_COUNT];
    double friction;  /**< phi_online */
    double online;    /**< share of online capacity that is open, 1 at the anchor */
    double available; /**< share of purchases that find a seller in their channel */
    double norm;      /**< G >= 1 */
    double interdiction, diversion; /**< of imports by this cell's residents */
    double detection, escape;       /**< multipliers */
    double identified;              /**< added probability a month */
    double recovery, reintegration; /**< factor on its length; added probability */
    double forfeiture;
} curb_cell_levers_t;

typedef struct {
    const curb_scenario_t *scenario; /**< borrowed */
    int month;
    bool laws; /**< an offence of buyers is in force somewhere */
    bool cooperation;
    double added[CURB_JURISDICTION_MAX]; /**< capacity, in units of the baseline's */
    double vulnerability[CURB_JURISDICTION_MAX]; /**< factor on nu, by origin */
    curb_cell_levers_t *cells;                   /**< [cell]; owned by the state's block */
} curb_levers_t;

#endif
