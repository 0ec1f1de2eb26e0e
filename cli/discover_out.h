/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  How boxes are written: text or Markdown to read, CSV or JSON to compute with. */
#ifndef CURB_CLI_DISCOVER_OUT_H
#define CURB_CLI_DISCOVER_OUT_H

#include "analysis/discovery.h"
#include "cli/decide.h"

/** What the writers are about; borrowed. */
typedef struct {
    const curb_decide_t *decide;
    const curb_discovery_t *discovery;
    const curb_discovery_options_t *options;
    size_t scenario;
} curb_found_t;

/** @brief A table for each box. @return CURB_OK or CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_discover_write_text(
    const curb_found_t *self, FILE *out, bool as_markdown);

/** @brief One limited input of a box a line. */
void curb_discover_write_csv(const curb_found_t *self, FILE *out);

/** @brief One JSON object. @return CURB_OK, CURB_ERR_NO_MEMORY or CURB_ERR_IO. */
CURB_MUST_CHECK curb_error_t curb_discover_write_json(const curb_found_t *self, FILE *out);

/** @brief "1,200 person-years", or "2 %". */
curb_number_t curb_discover_threshold(const curb_found_t *self, double value);

#endif
