/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  How a comparison is written: as text or Markdown to read, as CSV or JSON to compute
 * with. */
#ifndef CURB_CLI_COMPARE_OUT_H
#define CURB_CLI_COMPARE_OUT_H

#include "analysis/compare.h"

#include <stdio.h>

/** What the writers are about; borrowed. `other` is NULL for one file. */
typedef struct {
    const curb_compare_t *compare;
    const curb_results_t *labels, *other;
    const curb_compare_options_t *options;
    const char *path, *other_path;
    bool with_p;                    /**< the text shows p values, too */
    const curb_diagnostics_t *said; /**< warnings that outputs repeat */
} curb_comparison_t;

/** @brief Tables, ranking, sentence and citation. @return CURB_OK or CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_compare_write_text(
    const curb_comparison_t *self, FILE *out, bool as_markdown);

/** @brief One line a row; the fields of the JSON rows. */
void curb_compare_write_csv(const curb_comparison_t *self, FILE *out);

/** @brief One JSON object. @return CURB_OK, CURB_ERR_NO_MEMORY or CURB_ERR_IO. */
CURB_MUST_CHECK curb_error_t curb_compare_write_json(
    const curb_comparison_t *self, FILE *out);

#endif
