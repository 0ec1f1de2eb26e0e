/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Slides: 16:9 pictures with one message each, in letters that are read from the back of a
 *  hall. The message is a claim, word for word, and the numbers below it are claims too. */
#ifndef CURB_PLOTS_SLIDES_H
#define CURB_PLOTS_SLIDES_H

#include "plots/claims.h"
#include "plots/plots.h"

enum { CURB_SLIDES_MOST = 8 };

typedef struct {
    const char *name;            /**< of its files, without ending */
    const curb_claim_t *message; /**< borrowed from the claims */
} curb_slide_t;

typedef struct {
    size_t count;
    curb_slide_t items[CURB_SLIDES_MOST];
    bool gnuplot_missing; /**< then there are scripts and no pictures */
} curb_slides_t;

/** @brief Draws the slides that the results bear into a folder, NAME.gp and NAME.png; those
 *  of older results do not stay. Without a folder (NULL) it only says which they are.
 *  @return CURB_ERR_CANNOT_CREATE also when a file of such a name is not ours; CURB_ERR_IO
 *  when gnuplot fails; CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_slides_draw(curb_slides_t *self,
    const curb_claims_t *claims, const curb_plots_t *plots, const char *folder,
    curb_diagnostics_t *diagnostics);

#endif
