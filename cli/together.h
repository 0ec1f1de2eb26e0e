/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Which uncertain numbers --together asks about as groups: NAME+NAME, a section such as
 *  `responses`, or the words sections, grades and all. */
#ifndef CURB_CLI_TOGETHER_H
#define CURB_CLI_TOGETHER_H

#include "cli/decide.h"

enum { CURB_TOGETHER_NAME_BYTES = 96 };

typedef struct {
    char name[CURB_TOGETHER_NAME_BYTES];
    bool *members; /**< [input of the worlds]; owned */
} curb_together_group_t;

typedef struct {
    size_t count;
    curb_together_group_t *groups; /**< owned */
} curb_together_t;

/** @brief Reads the option; without it there are no groups.
 *  @return CURB_ERR_USAGE with *did you mean* for a name that is neither an input nor a
 *  section of one; CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_together_read(curb_together_t *self,
    const curb_decide_t *decide, const curb_arguments_t *arguments,
    curb_diagnostics_t *diagnostics);

void curb_together_free(curb_together_t *self);

#endif
