/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Figures that were worked out already, kept beside the output of a calibration so that
 * one that was stopped goes on where it was. Each line names by a hash all that decides the
 * figure, so that a changed file of targets still finds those that it shares. */
#ifndef CURB_STORE_KEPT_H
#define CURB_STORE_KEPT_H

#include "model/diagnostics.h"
#include "store/digest.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct {
    char key[CURB_DIGEST_BYTES];
    double value, variance; /**< NaN: the point contradicts itself, or has no figure */
} curb_kept_figure_t;

typedef struct {
    char *path; /**< owned */
    int file;
    size_t count, capacity;
    curb_kept_figure_t *figures; /**< sorted by key once opened; owned */
} curb_kept_t;

/** @brief Opens PATH, makes it when it is not there, reads what it holds and keeps other
 * processes out. What follows the last whole line, from a process that was killed, is cut.
 *  @return CURB_ERR_CANNOT_CREATE (also when another process has it), CURB_ERR_IO,
 *  CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_kept_open(
    curb_kept_t *self, const char *path, curb_diagnostics_t *diagnostics);

/** @brief The figure of a key among those read at the start, or NULL. */
const curb_kept_figure_t *curb_kept_find(const curb_kept_t *self, const char *key);

/** @brief Appends figures in one write. One thread at a time. */
CURB_MUST_CHECK curb_error_t curb_kept_add(curb_kept_t *self,
    const curb_kept_figure_t *figures, size_t count, curb_diagnostics_t *diagnostics);

void curb_kept_close(curb_kept_t *self);

#endif
