/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What the parts of a package add: each policy alone at the package's dose, one on top of
 *  the other; what the package averts beyond their sum, or short of it; and the package. */
#ifndef CURB_PLOTS_PACKAGE_STEPS_H
#define CURB_PLOTS_PACKAGE_STEPS_H

#include "plots/scene.h"

#include <stdbool.h>
#include <stddef.h>

enum { CURB_PARTS_MAX = 12 };

/** A bar, in person-years averted. */
typedef struct {
    size_t scenario;       /**< CURB_NO_SCENARIO for the interaction */
    double averted, start; /**< start: where its bar begins */
    curb_interval_t interval;
    bool disagree; /**< the two concepts of detection differ in sign */
} curb_step_t;

/** Zeroed is empty and valid. */
typedef struct {
    const curb_scene_t *scene; /**< borrowed */
    size_t package, part_count, parts[CURB_PARTS_MAX];
    curb_step_t steps[CURB_PARTS_MAX + 2]; /**< parts, interaction, package */
    size_t n;                              /**< units */
    double *reference, *other, *beyond;    /**< [unit]; owned */
} curb_steps_t;

/** @brief Takes the highlighted scenario where it is a package with its parts run alone,
 *  else the package of most parts, and measures. Free `self` in any case.
 *  @param is_empty  set when there is none
 *  @return CURB_OK or as curb_pairing_init(); CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_steps_init(
    curb_steps_t *self, const curb_scene_t *scene, bool *is_empty);
void curb_steps_free(curb_steps_t *self);

size_t curb_steps_count(const curb_steps_t *self);
const curb_step_t *curb_steps_interaction(const curb_steps_t *self);
const curb_step_t *curb_steps_package(const curb_steps_t *self);

/** @brief Whether it clearly averts, or clearly adds. */
bool curb_step_is_clear(const curb_step_t *self);

#endif
