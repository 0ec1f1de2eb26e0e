/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What a results file says about where it came from. Private to the store. */
#ifndef CURB_STORE_PROVENANCE_H
#define CURB_STORE_PROVENANCE_H

#include "store/h5.h"
#include "store/merge.h"

#include <stdbool.h>

enum { CURB_RESULTS_FORMAT = 1 };

/** @brief Writes the file's attributes. `content_hash` is that of the data; `history` holds
 * the lines of earlier runs, newest first, or "". */
bool curb_provenance_attributes(hid_t file, const curb_merge_input_t *input,
    const char *content_hash, const char *history);

/** @brief Writes the group /provenance: the resolved study, PROV-JSON, the build, the
 * inputs. */
bool curb_provenance_group(
    hid_t file, const curb_merge_input_t *input, const char *content_hash);

#endif
