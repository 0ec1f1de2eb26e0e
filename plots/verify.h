/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Whether a page still says what the results say. The page is derived again from the
 *  results, by the same program and in its language, and both are read and set side by
 *  side: claims by their ids, tables cell by cell, pictures, what *Look for yourself* shows
 *  row by row, and every other text. So are the files beside it, byte by byte. */
#ifndef CURB_PLOTS_VERIFY_H
#define CURB_PLOTS_VERIFY_H

#include "model/diagnostics.h"
#include "plots/claims.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct {
    char lang[8];             /**< of the page; "" where it names none */
    char content_hash[65];    /**< of the results that it was made from; "" */
    bool pictured;            /**< it was made where gnuplot was */
    struct _xmlDoc *document; /**< owned */
} curb_verify_t;

typedef enum {
    CURB_VERIFY_CLAIM,
    CURB_VERIFY_CELL,    /**< of a table, claims aside */
    CURB_VERIFY_PICTURE, /**< whole */
    CURB_VERIFY_ROW,     /**< of the data that *Look for yourself* shows */
    CURB_VERIFY_TEXT,    /**< all else, style and script too */
    CURB_VERIFY_FILE,    /**< beside the page */
    CURB_VERIFY_KIND_COUNT
} curb_verify_kind_t;

/** What became of one thing on the page. */
typedef enum {
    CURB_VERIFY_HOLDS,
    CURB_VERIFY_DIFFERS,   /**< the page says something else */
    CURB_VERIFY_UNKNOWN,   /**< the results hold no such thing */
    CURB_VERIFY_MISSING,   /**< the page has not what the results give */
    CURB_VERIFY_NOT_DRAWN, /**< a picture that could not be drawn again here */
    CURB_VERIFY_OUTCOME_COUNT
} curb_verify_outcome_t;

typedef struct {
    curb_verify_kind_t kind;
    curb_verify_outcome_t outcome;
    const char *place;   /**< the id of a claim, or where on the page, in words */
    const char *said;    /**< what stands on the page; NULL where missing */
    const char *derived; /**< what would be right; NULL where unknown or not drawn */
} curb_verify_finding_t;

/** @brief Called for each thing found; the texts live until it returns. */
typedef void (*curb_verify_found_t)(void *context, const curb_verify_finding_t *finding);

/** @brief Reads a page.
 *  @return CURB_ERR_NO_INPUT, CURB_ERR_INVALID when it is no page of curb's,
 *  CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_verify_init(
    curb_verify_t *self, const char *path, curb_diagnostics_t *diagnostics);
void curb_verify_free(curb_verify_t *self);

/** @brief Goes through the claims of the page, then through all else.
 *  @param claims  in the page's language
 *  @param derived  the page that the results give (curb_report_derive()), of `bytes`
 *  @return CURB_ERR_NO_MEMORY */
CURB_MUST_CHECK curb_error_t curb_verify_run(const curb_verify_t *self,
    const curb_claims_t *claims, const char *derived, size_t bytes,
    curb_verify_found_t found, void *context);

/** @brief Goes through the files that ro-crate-metadata.json beside the page lists. Claims,
 * the study and the numbers behind figures are set against what the results give, others
 * against the digests noted there. A page that stands alone has no such files.
 *  @param drawn  the folder into which curb_report_derive() drew figures
 *  @return CURB_ERR_NO_MEMORY, CURB_ERR_IO when the list cannot be read. */
CURB_MUST_CHECK curb_error_t curb_verify_files(const char *page, const char *drawn,
    const curb_claims_t *claims, curb_verify_found_t found, void *context);

#endif
