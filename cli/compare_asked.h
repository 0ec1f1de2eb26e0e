/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The questions that `curb compare` answers in place of the usual tables: trajectories
 *  (--trajectory), time until a threshold (--until), cost and effect (--plane, --pay). Each
 *  is found out and written in the format asked for. `self` is the usual comparison of the
 *  same file and `data` its values; both are borrowed.
 *
 *  All return CURB_OK, CURB_ERR_USAGE for what was asked wrongly, CURB_ERR_INVALID for a
 *  file that cannot answer, CURB_ERR_NO_MEMORY or CURB_ERR_IO, with a message. */
#ifndef CURB_CLI_COMPARE_ASKED_H
#define CURB_CLI_COMPARE_ASKED_H

#include "cli/compare_out.h"
#include "cli/compare_writer.h"
#include "cli/record.h"

/** @brief Whether the command line asks one of them. */
bool curb_compare_is_asked(const curb_arguments_t *arguments);

/** @brief Refuses two of them at once, and what goes with none of them. */
CURB_MUST_CHECK curb_error_t curb_compare_check_asked(
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics);

/** @brief Answers the one that is asked. */
CURB_MUST_CHECK curb_error_t curb_compare_answer(const curb_comparison_t *self,
    const curb_arguments_t *arguments, const curb_compare_data_t *data,
    curb_diagnostics_t *diagnostics);

CURB_MUST_CHECK curb_error_t curb_compare_ask_trajectory(const curb_comparison_t *self,
    const curb_compare_data_t *data, curb_format_t format, curb_diagnostics_t *diagnostics);

CURB_MUST_CHECK curb_error_t curb_compare_ask_until(const curb_comparison_t *self,
    const curb_arguments_t *arguments, const curb_compare_data_t *data,
    curb_diagnostics_t *diagnostics);

CURB_MUST_CHECK curb_error_t curb_compare_ask_plane(
    const curb_comparison_t *self, curb_format_t format, curb_diagnostics_t *diagnostics);

CURB_MUST_CHECK curb_error_t curb_compare_ask_pay(const curb_comparison_t *self,
    const curb_arguments_t *arguments, const curb_compare_data_t *data,
    curb_diagnostics_t *diagnostics);

/* --- what they have in common --- */

/** The three ways to write an answer; `job` is the question's own. */
typedef struct {
    curb_error_t (*text)(const void *job, bool as_markdown);
    void (*csv)(const void *job);
    curb_error_t (*json)(const void *job, curb_diagnostics_t *diagnostics);
} curb_compare_forms_t;

/** @brief Writes it in the format asked for. @return what that way returns. */
CURB_MUST_CHECK curb_error_t curb_compare_write(const curb_compare_forms_t *forms,
    const void *job, curb_format_t format, curb_diagnostics_t *diagnostics);

/** @brief "2016", or "2016-04" for a period that is no calendar year. */
void curb_compare_period(double from, double to, char *text, size_t bytes);

/** @brief What is counted and what intervals cover, as a sentence. */
void curb_compare_basis(const curb_comparison_t *self, char *text, size_t bytes);

/** @brief The keys with which the JSON of every question begins. */
void curb_compare_record_begin(
    const curb_comparison_t *self, curb_record_t *record, const char *question);

/** @brief Those with which it ends. */
void curb_compare_record_end(const curb_comparison_t *self, curb_record_t *record);

/** @brief Sets NAME, NAME_ci_low and NAME_ci_high. */
void curb_compare_record_interval(curb_record_t *record, json_t *object, const char *name,
    double value, curb_interval_t interval);

/** @brief Prints the object. @return as curb_record_write(), with a message. */
CURB_MUST_CHECK curb_error_t curb_compare_record_write(
    curb_record_t *record, curb_diagnostics_t *diagnostics);

#endif
