/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  How far a run is: one line that is redrawn when standard error is a terminal, a plain
 * line every tenth when not. */
#ifndef CURB_CLI_PROGRESS_H
#define CURB_CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

typedef struct {
    bool is_terminal, is_quiet;
    const char *what;  /**< what is counted: "replicates" */
    size_t first_done; /**< done before this run: they took no time of it */
    bool has_first;
    int last_tenth;
    size_t columns_used; /**< of the line on screen */
} curb_progress_line_t;

curb_progress_line_t curb_progress_line(bool is_quiet);

/** @brief A curb_progress_t; context is a curb_progress_line_t. */
void curb_progress_show(void *context, size_t done, size_t total, double seconds);

/** @brief Clears the line, if one is on screen. */
void curb_progress_end(curb_progress_line_t *self);

#endif
