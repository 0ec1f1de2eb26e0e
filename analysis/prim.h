/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Scenario discovery: in which part of the space of inputs do the cases lie? The patient
 *  rule induction method (Friedman and Fisher 1999; Bryant and Lempert 2010) peels a box
 *  down, a thin slice at a time, and then pastes back. Pure functions. */
#ifndef CURB_ANALYSIS_PRIM_H
#define CURB_ANALYSIS_PRIM_H

#include "model/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Points, their inputs, and which of them are cases; borrowed. No NaN. */
typedef struct {
    const double *inputs; /**< [input][point] */
    const bool *cases;    /**< [point] */
    size_t points, input_count;
    const bool *open;   /**< [input] that may get limits; NULL: all */
    double peel, paste; /**< share of the box's points that a slice takes or gives;
                           none is pasted with 0 */
    double least_mass;  /**< smallest share of all points that a box may hold */
} curb_prim_data_t;

/** Limits of a box; a limit that is not there is infinite. A point on a limit is inside. */
typedef struct {
    double *low, *high;  /**< [input]; owned */
    size_t points, hits; /**< inside; cases among them */
    double coverage;     /**< hits / all cases */
    double density;      /**< hits / points */
    double mass;         /**< points / all points */
    size_t restricted;   /**< inputs with a limit */
} curb_prim_box_t;

/** The boxes of a peeling, the first holding all points. */
typedef struct {
    size_t count, capacity, input_count;
    curb_prim_box_t *boxes; /**< owned */
} curb_prim_path_t;

/** @brief Peels: each slice is the one that raises the density most for what it removes
 *  (gain in density over share removed); of equals one on an input that has a limit
 *  already, then the first input, then its lower side. A slice takes
 *  ceil(peel x (points - 1)) of them, more where values tie; its limit is the middle
 *  between the two values. Ends when no slice raises the density or the box would be too
 *  small.
 *  @return CURB_ERR_INVALID without cases or without others; CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_prim_peel(
    curb_prim_path_t *self, const curb_prim_data_t *data);

void curb_prim_path_free(curb_prim_path_t *self);

/** @brief The box that a reader is shown first: the widest of the path that reaches
 *  `density`, or the densest when none does. */
size_t curb_prim_choose(const curb_prim_path_t *self, double density);

/** @brief A copy that the caller frees. */
CURB_MUST_CHECK curb_error_t curb_prim_box_copy(
    curb_prim_box_t *self, const curb_prim_box_t *from, size_t input_count);

void curb_prim_box_free(curb_prim_box_t *self);

/** @brief Moves limits outward as long as the density does not fall. */
CURB_MUST_CHECK curb_error_t curb_prim_paste(
    curb_prim_box_t *self, const curb_prim_data_t *data);

/** @brief Quasi p of an input's limits (Bryant and Lempert 2010): the chance of as many
 *  cases in the box's points if each were one with the density of the box without these
 *  limits. Small: the limits matter. NaN for an input without limits. */
double curb_prim_quasi_p(
    const curb_prim_box_t *self, const curb_prim_data_t *data, size_t input);

/** @brief P(X >= hits) for X ~ Bin(points, q). */
double curb_prim_binomial_tail(size_t hits, size_t points, double q);

/** @brief The box that is shown: peels and chooses; while some limit has a quasi p above
 *  `most_p`, closes the input with the largest and those without limits, and peels anew;
 *  pastes. It may have no limits. Inputs that matter a little all take slices from the one
 *  that matters much: only without them does that one get its due.
 *  @return as curb_prim_peel(). */
CURB_MUST_CHECK curb_error_t curb_prim_find(
    curb_prim_box_t *self, const curb_prim_data_t *data, double density, double most_p);

/** How much of a box comes back in other data. */
typedef struct {
    double *share; /**< [input] of random halves in which it gets limits; owned */
    double p;      /**< share of shufflings of the cases over the points whose own box
                        holds as many cases beyond chance as this one */
    size_t halves, shufflings;
} curb_prim_trust_t;

/** @brief Finds the box again in random halves of the points and with the cases shuffled.
 *  @return as curb_prim_peel(). */
CURB_MUST_CHECK curb_error_t curb_prim_trust(curb_prim_trust_t *self,
    const curb_prim_box_t *box, const curb_prim_data_t *data, double density, double most_p,
    size_t halves, size_t shufflings, uint64_t seed);

void curb_prim_trust_free(curb_prim_trust_t *self);

#endif
