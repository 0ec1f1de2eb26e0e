/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  `curb show --sources`: each number with its unit, range, source and grade. */
#ifndef CURB_CLI_SHOW_SOURCES_H
#define CURB_CLI_SHOW_SOURCES_H

#include "study/study.h"

#include <stdio.h>

/** @brief Prints the list. @param format "text", "md", "csv" or "json"; NULL is text.
 *  @return CURB_OK or CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_show_sources(
    const curb_study_t *study, const char *format, FILE *out);

#endif
