/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  How the results of `curb validate` are shown. */
#ifndef CURB_CLI_VALIDATE_OUT_H
#define CURB_CLI_VALIDATE_OUT_H

#include "experiments/validation.h"

#include <stdio.h>

/** A case that was run; cases are owned by the verb. */
typedef struct {
    curb_case_t *which;
    curb_validation_t done;
} curb_validated_t;

/** The first words of the page of `-o`: a file that starts so may be written anew. */
extern const char curb_validate_mark[];

/** @brief Both tables for a terminal. */
void curb_validate_write_text(const curb_validated_t *cases, size_t count, FILE *out);

/** @brief Both tables as a page in Markdown, with versions. */
void curb_validate_write_page(const curb_validated_t *cases, size_t count, FILE *out);

/** @brief One JSON object. @return CURB_ERR_NO_MEMORY or CURB_ERR_IO. */
CURB_MUST_CHECK curb_error_t curb_validate_write_json(
    const curb_validated_t *cases, size_t count, FILE *out);

#endif
