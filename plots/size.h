/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The size that figures are made for: a slide, the width of a page, or a column of print.
 *  Lengths are pixels of the slide, 1760 wide; text of 12 points is 16 of them high in
 *  every size, so that a narrower size has fewer things beside each other and no smaller
 *  letters. */
#ifndef CURB_PLOTS_SIZE_H
#define CURB_PLOTS_SIZE_H

#include <stdbool.h>
#include <stddef.h>

/** What a place on the slide is given in parts of. */
#define CURB_SLIDE_WIDTH 1760.0
#define CURB_SLIDE_HEIGHT 990.0

typedef struct {
    const char *name;
    double width;     /**< pixels */
    double height;    /**< pixels; 0: as high as what is in it */
    double squeeze;   /**< height of a part against the slide, so that it fits A4 */
    double paper_mm;  /**< width in print */
    double png_scale; /**< pixels of the PNG for one of the slide's */
    size_t headline_lines, caption_lines; /**< at most */
} curb_size_t;

extern const curb_size_t curb_sizes[];
extern const size_t curb_size_count;

/** @brief The size in use; the slide until another is asked for. */
const curb_size_t *curb_size(void);

/** @brief Whether that is the slide, on which all places are given, so that its height is.
 */
bool curb_size_is_slide(void);

/** @brief Makes figures for a size from now on.
 *  @param name  "slide", "page", "column"; NULL is the slide
 *  @return false for a name that is not a size; then nothing changes. */
bool curb_size_use(const char *name);

#endif
