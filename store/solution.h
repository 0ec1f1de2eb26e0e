/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The solve of each replicate, taken from the results file of another machine: libm and
 * GSL differ in the last bit between processors, and a run that starts from the same solve
 * has the same numbers everywhere. */
#ifndef CURB_STORE_SOLUTION_H
#define CURB_STORE_SOLUTION_H

#include "model/diagnostics.h"
#include "store/batch.h"

#include <stddef.h>
#include <stdint.h>

typedef struct {
    size_t replicate_count, count; /**< replicates, and numbers of each */
    uint32_t *replicates;          /**< owned */
    float *values;                 /**< [replicate][number], owned */
    uint32_t *attempts;            /**< [replicate] at the draw, owned */
} curb_solution_t;

/** @brief Reads /solution of a results file of the same world, settings and seed, with
 * every replicate of the study.
 *  @return CURB_ERR_NO_INPUT, CURB_ERR_INVALID, CURB_ERR_NO_MEMORY, with a message. */
CURB_MUST_CHECK curb_error_t curb_solution_read(curb_solution_t *self, const char *path,
    const curb_batch_t *batch, curb_diagnostics_t *diagnostics);

/** @brief The numbers of one replicate, borrowed; NULL when it is not there. */
const float *curb_solution_of(const curb_solution_t *self, uint32_t replicate);

/** @brief Which attempt at the replicate's draw they belong to. */
uint32_t curb_solution_attempt(const curb_solution_t *self, uint32_t replicate);

void curb_solution_free(curb_solution_t *self);

#endif
