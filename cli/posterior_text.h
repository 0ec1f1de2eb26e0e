/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  A posterior for people: what was learned, how well, and what pulls against what. */
#ifndef CURB_CLI_POSTERIOR_TEXT_H
#define CURB_CLI_POSTERIOR_TEXT_H

#include "store/posterior.h"

#include <stdio.h>

void curb_posterior_print(const curb_posterior_t *self, FILE *out);

#endif
