/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What a mistyped word may have meant. */
#ifndef CURB_STUDY_SUGGEST_H
#define CURB_STUDY_SUGGEST_H

#include <stddef.h>

/** The best of the words offered so far. Zeroed is empty; set `word` before offering. */
typedef struct {
    const char *word; /**< as typed; borrowed */
    const char *best; /**< nearest offer; borrowed from whoever offered it; NULL at first */
    size_t distance;  /**< edits between the two */
} curb_suggestion_t;

/** @brief Edits (insert, delete, replace, swap of neighbours) from one word to the other;
 * words longer than 64 bytes are as far apart as they are long. */
size_t curb_edit_distance(const char *left, const char *right);

/** @brief Keeps a word if it is the nearest so far. */
void curb_suggestion_offer(curb_suggestion_t *self, const char *candidate);

/** @brief The nearest word when it is near enough to be meant, else NULL. */
const char *curb_suggestion_best(const curb_suggestion_t *self);

#endif
