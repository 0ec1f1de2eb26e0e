/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  docs/results-format.md, made from the tables that write the file. */
#ifndef CURB_STORE_DESCRIBE_H
#define CURB_STORE_DESCRIBE_H

/** @brief The page as Markdown; the caller frees it with curb_free(). NULL without memory.
 */
char *curb_results_describe(void);

#endif
