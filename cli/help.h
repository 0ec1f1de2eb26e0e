/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Texts made from the tables of verbs and options. */
#ifndef CURB_CLI_HELP_H
#define CURB_CLI_HELP_H

#include "cli/options.h"

#include <stdio.h>

/** @brief Every verb with its summary: `curb help`. */
void curb_help_overview(FILE *out);

/** @brief `curb VERB --help`: usage, what it does, examples, options, exit codes. */
void curb_help_verb(FILE *out, const curb_verb_t *verb);

/** @brief The same as a manual page in man(7) macros. */
void curb_help_man(FILE *out, const curb_verb_t *verb);

/** @brief A completion script for bash. */
void curb_help_completion_bash(FILE *out);

/** @brief `curb --version`: program, build and libraries. */
void curb_help_version(FILE *out);

#endif
