/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  docs/evidence.md, made from the registry. */
#ifndef CURB_STUDY_EVIDENCE_H
#define CURB_STUDY_EVIDENCE_H

/** @brief The page as Markdown; the caller frees it with curb_free(). NULL without memory.
 */
char *curb_evidence_describe(void);

#endif
