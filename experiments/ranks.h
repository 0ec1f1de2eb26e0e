/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The processes that mpirun started to run one study together. Rank 0 hands out
 * replicates, one at a time, to whoever asks; the others run and write them. Without MPI,
 * and in a program that mpirun did not start, there is one rank and nothing here does
 * anything. */
#ifndef CURB_EXPERIMENTS_RANKS_H
#define CURB_EXPERIMENTS_RANKS_H

#include "model/diagnostics.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    int rank, count;                  /**< this one, of so many */
    int on_machine;                   /**< ranks on the same machine, this one included */
    struct curb_ranks_inside *inside; /**< MPI's; NULL when there is one rank */
} curb_ranks_t;

/** What has become of the replicate that a thread had in hand. */
typedef enum {
    CURB_RANKS_NOTHING, /**< it had none */
    CURB_RANKS_DONE,
    CURB_RANKS_FAILED,
    CURB_RANKS_LOST /**< it is neither kept nor failed: to be run again */
} curb_ranks_outcome_t;

typedef struct {
    curb_ranks_outcome_t outcome;
    uint32_t replicate;
    uint32_t draw_attempt;
    bool wants; /**< another replicate */
} curb_ranks_word_t;

/** Rank 0's answer to a word of another: true and a replicate, or false. Called by a thread
 * of its own. */
typedef bool curb_ranks_answer_t(
    void *context, const curb_ranks_word_t *word, uint32_t *replicate);

/** @brief Joins the others, when mpirun started this program.
 *  @return CURB_ERR_USAGE when it was started so and this build has no MPI. */
CURB_MUST_CHECK curb_error_t curb_ranks_join(
    curb_ranks_t *self, curb_diagnostics_t *diagnostics);

/** @brief Waits for all ranks to come here; when one has an error, all get that of the
 * lowest, and rank 0 also its message with the machine's name. */
CURB_MUST_CHECK curb_error_t curb_ranks_agree(
    const curb_ranks_t *self, curb_error_t error, curb_diagnostics_t *diagnostics);

/** @brief Copies `bytes` bytes from rank 0 to all. */
void curb_ranks_from_first(const curb_ranks_t *self, void *block, int bytes);

/** @brief Rank 0: begins to answer the others. */
CURB_MUST_CHECK curb_error_t curb_ranks_serve(curb_ranks_t *self,
    curb_ranks_answer_t *answer, void *context, curb_diagnostics_t *diagnostics);

/** @brief Other ranks: tells rank 0 and takes what it answers. One thread at a time. */
bool curb_ranks_tell(
    const curb_ranks_t *self, const curb_ranks_word_t *word, uint32_t *replicate);

/** @brief Ends the work of this rank. Rank 0 waits for the goodbyes of all others and
 * adds their errors, each with its rank and machine; `error` is then the first of them. */
void curb_ranks_finish(
    curb_ranks_t *self, curb_error_t *error, curb_diagnostics_t *diagnostics);

/** @brief Parts from the others; safe on a zeroed struct. */
void curb_ranks_leave(curb_ranks_t *self);

/** @brief What a launcher set in the environment: 0 without one, else at least 1. */
int curb_ranks_launched(void);

#endif
