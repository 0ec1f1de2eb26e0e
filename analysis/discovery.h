/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Where a scenario fails: boxes in the space of the drawn parameters that hold the worlds
 *  in which it improves too little. */
#ifndef CURB_ANALYSIS_DISCOVERY_H
#define CURB_ANALYSIS_DISCOVERY_H

#include "analysis/prim.h"
#include "analysis/worlds.h"

enum { CURB_DISCOVERY_BOXES_MOST = 3 };

typedef struct {
    double
        threshold;  /**< below it a world is a failure; NaN: the worst quarter of worlds */
    bool percent;   /**< threshold is in per cent of a world's baseline */
    double density; /**< that a box should reach */
    double most_p;  /**< limits of a larger quasi p are taken off */
    size_t halves, shufflings;
    uint64_t seed;
} curb_discovery_options_t;

typedef struct {
    curb_prim_box_t box; /**< coverage is of all failures, also in later boxes */
    curb_prim_trust_t trust;
    double *quasi_p; /**< [input]; owned */
} curb_discovery_box_t;

typedef struct {
    size_t world_count, dropped, failures, input_count;
    double threshold;               /**< as used */
    double lowest, median, highest; /**< improvement over worlds, as the threshold */
    size_t box_count;
    curb_discovery_box_t boxes[CURB_DISCOVERY_BOXES_MOST];
    curb_prim_path_t path; /**< of the first box: what coverage costs in density */
    double *inputs;        /**< [input][world]; owned */
    bool *cases;           /**< [world]; owned */
} curb_discovery_t;

/** @brief The worst quarter, density 0.8, quasi p 0.05, 50 halves, 99 shufflings. */
curb_discovery_options_t curb_discovery_defaults(void);

/** @brief Looks for boxes: the first whatever it is worth, further ones in what it leaves
 * as long as they are better than boxes of shuffled failures (p <= 0.05).
 *  @return CURB_ERR_INVALID when no world fails or all do, or nothing was drawn: `self`
 *  then still says how the improvement is spread; CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_discovery_init(curb_discovery_t *self,
    const curb_worlds_t *worlds, size_t scenario, const curb_discovery_options_t *options);

void curb_discovery_free(curb_discovery_t *self);

#endif
