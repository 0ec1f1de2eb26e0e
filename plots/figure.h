/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The figures: each writes a gnuplot script and a sheet of its numbers. */
#ifndef CURB_PLOTS_FIGURE_H
#define CURB_PLOTS_FIGURE_H

#include "plots/draft.h"
#include "plots/scene.h"
#include "plots/script.h"
#include "plots/sheet.h"

/** X(enum name, file name, what it shows) */
#define CURB_FIGURE_LIST(X)                                                                \
    X(FAN_FOREST, fan_forest,                                                              \
        "people exploited over the years, and what each measure changes, with intervals")  \
    X(DOSE_RESPONSE, dose_response,                                                        \
        "what low, default and high doses of each policy change")                          \
    X(MULTIPLES, multiples,                                                                \
        "change over the years by sector and by jurisdiction, for one scenario")           \
    X(DISPLACEMENT, displacement,                                                          \
        "where exploitation changes, in scope and out of it: a matrix, or a map of "       \
        "States")                                                                          \
    X(GROUPS, groups,                                                                      \
        "change over the years for women, men, girls and boys, for one scenario")          \
    X(MONEY_FLOWS, money_flows,                                                            \
        "from buyers' spending to traffickers' profit, for one scenario")                  \
    X(WATERFALL, waterfall,                                                                \
        "what the parts of a package avert alone, and together beyond their sum")          \
    X(PORTFOLIO, portfolio,                                                                \
        "packages of a budget: what they avert over what they cost, and the Pareto front") \
    X(CONVERGENCE, convergence,                                                            \
        "how each difference and its half-width settle as replicates come in")             \
    X(STATUS, status, "which replicates of the study are missing, where some are")         \
    X(TRAJECTORY, trajectory,                                                              \
        "one scenario's change in each recorded period, with a band over all of them")     \
    X(COST_PLANE, cost_plane,                                                              \
        "what measures avert and what they cost the public, draw by draw")                 \
    X(ACCEPTABILITY, acceptability,                                                        \
        "which measure has the greatest net benefit, by willingness to pay")

/** A figure under construction. */
typedef struct {
    curb_scene_t *scene;
    curb_draft_t script, sheet; /**< owned */
    bool is_empty; /**< the results hold nothing for this figure: draw nothing */
} curb_figure_draft_t;

#define CURB_FIGURE_DRAW(name, file, shows)                                                \
    CURB_MUST_CHECK curb_error_t curb_figure_##file(curb_figure_draft_t *self);
CURB_FIGURE_LIST(CURB_FIGURE_DRAW)
#undef CURB_FIGURE_DRAW

#endif
