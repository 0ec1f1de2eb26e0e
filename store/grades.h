/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  How well the drawn parameters of a results file are known: grade, unit and range from
 *  the list of sources that the file carries. */
#ifndef CURB_STORE_GRADES_H
#define CURB_STORE_GRADES_H

#include "store/results.h"

/** What the file says of a parameter. */
typedef struct {
    bool used;  /**< by this study; the parameters of instruments that no scenario uses are
                   drawn, too, and change nothing */
    char grade; /**< 'A', 'B', 'C' or 0: not graded */
    char unit[64]; /**< "USD(2014)/year per million inhabitants" is the longest shipped */
} curb_grade_t;

/** @brief Reads grades[results->parameter_count]. In a file without a list of sources every
 *  parameter counts as used and is not graded.
 *  @return CURB_ERR_INVALID for a list that is not JSON, CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_grades_read(
    const curb_results_t *results, curb_grade_t *grades, curb_diagnostics_t *diagnostics);

#endif
