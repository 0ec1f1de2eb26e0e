/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Whether two results files can be set against each other, replicate by replicate. */
#ifndef CURB_ANALYSIS_AGREEMENT_H
#define CURB_ANALYSIS_AGREEMENT_H

#include "model/diagnostics.h"
#include "store/results.h"

/** @brief Names all that differs, with both values. Other jurisdictions, sectors, periods
 * or seeds are errors, for nothing pairs then. Another world, version, scale, source of the
 *  parameters or concept of detection are warnings: the pairs are there, but their
 *  differences are not the policies' doing alone. So is the same content twice.
 *  @return CURB_OK, with or without warnings, or CURB_ERR_INVALID. */
CURB_MUST_CHECK curb_error_t curb_agreement_check(
    const curb_results_t *a, const curb_results_t *b, curb_diagnostics_t *diagnostics);

#endif
