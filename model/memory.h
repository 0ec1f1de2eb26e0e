/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The one door to the heap, so that tests can make any single request fail, and an arena
 * from which a replicate takes everything that it needs at once. */
#ifndef CURB_MODEL_MEMORY_H
#define CURB_MODEL_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/** @brief For programs, at their start: large blocks take memory as they are used and give
 * it back when freed, whatever was freed before, and threads share one heap. What a run
 * takes can then be said beforehand. */
void curb_memory_settle(void);

/** @brief Zeroed memory for `count` things of `size` bytes; NULL when there is none or the
 *  product overflows. A request of 0 bytes yields a valid pointer. Free with curb_free().
 */
void *curb_calloc(size_t count, size_t size);

/** @brief The same for a block of which everything is used and in no order, such as states:
 * on huge pages where the machine has them. Of a block with room that stays empty these
 * would hold the room too. */
void *curb_calloc_whole(size_t count, size_t size);

/** @brief Grows or shrinks a block of curb_calloc(); new bytes are not zeroed. On NULL the
 * old block is untouched. */
void *curb_realloc(void *block, size_t count, size_t size);

/** @brief A copy of a text; NULL when there is no memory. Free with curb_free(). */
char *curb_strdup(const char *text);

/** @brief Gives a block back; NULL is fine. */
void curb_free(void *block);

/** @brief Whether a request of this thread was refused since curb_memory_forget(). For code
 * that learns of a failure from far below, through a library that has but yes and no, and
 * must not call a lack of memory a damaged file. */
bool curb_memory_ran_out(void);
void curb_memory_forget(void);

/** @brief Tests only: the n-th request from now (1 = the next) fails once; 0 switches off.
 */
void curb_memory_fail_at(unsigned long n);

/** @brief Tests only: requests made since the last call of curb_memory_fail_at(). */
unsigned long curb_memory_requests(void);

/** A block that is cut into aligned pieces. With `base` NULL it only measures, so that the
 * same layout function first asks how much and then hands out. */
typedef struct {
    unsigned char *base; /**< owned by whoever made the block; NULL while measuring */
    size_t used;         /**< bytes handed out so far */
} curb_arena_t;

/** @brief The next `count` things of `size` bytes, aligned to 64 bytes; NULL while
 * measuring. */
void *curb_arena_take(curb_arena_t *self, size_t count, size_t size);

#endif
