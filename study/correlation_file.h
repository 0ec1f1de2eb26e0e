/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The `correlations` of a study: which of its uncertain numbers go together. */
#ifndef CURB_STUDY_CORRELATION_FILE_H
#define CURB_STUDY_CORRELATION_FILE_H

#include "study/reader.h"

/** @brief Reads them into the study's world, when everything else has been read and it is
 * known which numbers are uncertain. Errors are kept in the reader. */
void curb_correlation_file_read(
    curb_reader_t *reader, const curb_node_t *root, curb_study_t *study);

#endif
