/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What the files of a figure hold. */
#ifndef CURB_TESTS_FIGURE_FILES_H
#define CURB_TESTS_FIGURE_FILES_H

#include <stddef.h>

/** @brief Fails unless the file holds the words. */
void figure_has(const char *path, const char *words);

/** @brief Fails if the file holds the words. */
void figure_lacks(const char *path, const char *words);

/** @brief Lines of a file. */
size_t figure_lines(const char *path);

#endif
