/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/size.h"

#include <string.h>

/* 16:9 is what projectors show. In print, 170 mm is the text of A4 and 88 mm a column of a
 * journal; the smallest text, 12 points of the slide, is 7 and 5 points there, what
 * journals ask for at least. PNGs in print have 300 pixels an inch. */
const curb_size_t curb_sizes[] = {
    {"slide", CURB_SLIDE_WIDTH, CURB_SLIDE_HEIGHT, 1, 279.4, 1, 2, 4},
    {"page", 1100, 0, 0.78, 170, 1.825, 4, 8},
    {"column", 800, 0, 1, 88, 1.3, 6, 12},
};
const size_t curb_size_count = sizeof curb_sizes / sizeof *curb_sizes;

static const curb_size_t *in_use = &curb_sizes[0];

const curb_size_t *curb_size(void) { return in_use; }

bool curb_size_is_slide(void) { return in_use->height > 0; }

bool curb_size_use(const char *name)
{
    for (size_t i = 0; i < curb_size_count; i++) {
        if (strcmp(curb_sizes[i].name, name != NULL ? name : "slide") == 0) {
            in_use = &curb_sizes[i];
            return true;
        }
    }
    return false;
}
