/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Which instruments a study uses: its origins list their levers and doses, and those of no
 * other. */
#ifndef CURB_STUDY_USED_H
#define CURB_STUDY_USED_H

#include "study/study.h"

#include <stdint.h>

/** @brief A bit for each instrument of the scenarios and of the laws in force. */
uint32_t curb_used_instruments(const curb_study_t *study);

/** @brief The same of some scenarios, the baseline and the laws in force.
 *  @param wanted  [scenario] */
uint32_t curb_used_by(const curb_study_t *study, const bool *wanted);

/** @brief Whether an uncertain number ("due_diligence.screening", "responses.effort") can
 * do anything when these instruments are used: a lever of another instrument cannot. */
bool curb_used_number(const char *name, uint32_t used);

/** @brief Takes the levers of unused instruments out of the origins and adds the doses of
 * the used ones. @return false without memory. */
CURB_MUST_CHECK bool curb_used_trim(curb_study_t *study);

#endif
