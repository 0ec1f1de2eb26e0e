/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What makes a report's folder a research object that can be deposited as it is: the
 *  resolved study, PROV-JSON, and an RO-Crate that describes every file. */
#ifndef CURB_PLOTS_CRATE_H
#define CURB_PLOTS_CRATE_H

#include "model/diagnostics.h"
#include "plots/claims.h"

#define CURB_CRATE_NAME "ro-crate-metadata.json"

/** @brief Writes study.yaml, prov.json and ro-crate-metadata.json (RO-Crate 1.1) into the
 *  folder, describing the files that are in it and in its folders.
 *  @return as curb_file_write(); CURB_ERR_IO when the folder cannot be listed. */
CURB_MUST_CHECK curb_error_t curb_crate_write(
    const curb_claims_t *claims, const char *folder, curb_diagnostics_t *diagnostics);

#endif
