/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The one place that shows diagnostics, and everything else that goes to standard error.
 */
#ifndef CURB_CLI_MESSAGE_H
#define CURB_CLI_MESSAGE_H

#include "cli/options.h"
#include "model/diagnostics.h"

#include <stdbool.h>

/** @brief Whether to colour: standard error is a terminal, no NO_COLOR, no --no-color. */
bool curb_message_in_colour(const curb_arguments_t *arguments);

/** @brief Prints all messages, `file:line:col: error: text`, the source line and a caret,
 * and at the end how many errors and warnings there were. `quiet` leaves notes out. */
void curb_message_print(const curb_diagnostics_t *diagnostics, bool in_colour, bool quiet);

/** @brief Prints all messages and empties the list, before what their places borrow is
 * freed; error_count stays. */
void curb_message_flush(const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics);

/** @brief One line on standard error unless --quiet is given; printf-like. */
void curb_message_note(const curb_arguments_t *arguments, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
