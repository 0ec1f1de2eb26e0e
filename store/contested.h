/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Scenarios with a measure about which studies contradict each other. */
#ifndef CURB_STORE_CONTESTED_H
#define CURB_STORE_CONTESTED_H

#include "store/results.h"

/** @brief Fills contested[results->scenario_count] from the resolved study that the file
 *  carries; all false where it carries none.
 *  @return CURB_OK or CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_contested_read(
    const curb_results_t *results, bool *contested);

/** @brief The same of the text of a resolved study (study.yaml). `results` gives the
 * policies of each scenario. */
void curb_contested_find(const char *study, const curb_results_t *results, bool *contested);

#endif
