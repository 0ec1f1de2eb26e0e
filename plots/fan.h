/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The left half of fan_forest: where replicates lie over the years, without and with the
 * highlighted measure. */
#ifndef CURB_PLOTS_FAN_H
#define CURB_PLOTS_FAN_H

#include "plots/scene.h"
#include "plots/script.h"

/** Bands [year] of the baseline and of the highlighted scenario; borrowed. */
typedef struct {
    const curb_scene_t *scene;
    const curb_bands_t *baseline, *chosen;
} curb_fan_t;

/** @brief Writes the panel with the names at the ends of their lines. */
void curb_fan_write(const curb_fan_t *self, curb_draft_t *script);

#endif
