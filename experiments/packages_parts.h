/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The inside of curb_packages_init(). */
#ifndef CURB_EXPERIMENTS_PACKAGES_PARTS_H
#define CURB_EXPERIMENTS_PACKAGES_PARTS_H

#include "experiments/packages.h"

/** @brief Fills `policies`, but for their costs; there is room for
 *  CURB_PACKAGES_POLICIES_MAX. Errors as curb_packages_init(). */
CURB_MUST_CHECK curb_error_t curb_packages_take(curb_packages_t *self,
    const curb_packages_options_t *options, curb_diagnostics_t *diagnostics);

#endif
