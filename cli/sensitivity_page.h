/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What an analysis of a study found, as rows and notes. */
#ifndef CURB_CLI_SENSITIVITY_PAGE_H
#define CURB_CLI_SENSITIVITY_PAGE_H

#include "cli/sensitivity_asked.h"

/** @brief Fills a page that borrows from all the others. */
CURB_MUST_CHECK curb_error_t curb_sensitivity_fill(curb_sensitivity_page_t *page,
    const curb_sensitivity_t *found, const curb_study_t *study, const curb_asked_t *asked,
    const curb_sensitivity_options_t *options);

#endif
