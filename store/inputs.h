/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What sweeps and designs vary between scenarios, as variables of a results file. Private
 * to the store. */
#ifndef CURB_STORE_INPUTS_H
#define CURB_STORE_INPUTS_H

#include "study/study.h"

#include <hdf5.h>
#include <stdbool.h>

/** What the names of these variables begin with; those of drawn parameters do not. */
#define CURB_INPUTS_PREFIX "param_scenario_"

/** @brief A name of letters, digits and underscores, as netCDF and R want it. */
void curb_inputs_variable(const char *prefix, const char *input, char *name, size_t size);

/** @brief Writes one variable an input over scenarios: numbers, NaN where a scenario does
 * not vary it, or texts, empty there. */
bool curb_inputs_write(hid_t file, const curb_study_t *study);

#endif
