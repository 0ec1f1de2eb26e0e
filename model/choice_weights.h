/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Shares of a segment, many times over: while the scale stays, an agent's part of each
 *  utility does too, so its exponentials are taken once, and a look at other mean utilities
 *  is a few multiplications and one division an agent. Sums run in eight fixed lanes: the
 *  same bits on every processor. */
#ifndef CURB_MODEL_CHOICE_WEIGHTS_H
#define CURB_MODEL_CHOICE_WEIGHTS_H

#include "model/choice.h"

/** Channels that an agent may choose besides not buying. */
enum { CURB_AT_HOME, CURB_AWAY, CURB_VETTED, CURB_CHANNEL_COUNT };

typedef struct {
    size_t padded; /**< agents, up to whole lanes; those added weigh nothing */
    bool has[CURB_CHANNEL_COUNT], must_buy;
    double *quantity;                    /**< [padded], the one block of all columns */
    double *parts[CURB_CHANNEL_COUNT];   /**< [padded] the agent's part of the utility */
    double *weights[CURB_CHANNEL_COUNT]; /**< [padded] its exponential over the scale */
    double total_quantity, largest_part;
    bool in_range; /**< no exponential near overflow or underflow */
} curb_choice_weights_t;

/** @brief Room for the agents, and their parts; free with curb_choice_weights_free(), also
 *  after an error. */
CURB_MUST_CHECK curb_error_t curb_choice_weights_init(curb_choice_weights_t *self,
    const curb_choice_agents_t *agents, bool must_buy, bool abroad, bool vetted);
void curb_choice_weights_free(curb_choice_weights_t *self);

/** @brief Takes the exponentials at a scale. */
void curb_choice_weights_set(curb_choice_weights_t *self, double scale);

/** @brief What curb_choice_shares() gives, to rounding, for `choice` at the scale that was
 *  set. @return false, with `shares` untouched, where a number would leave its range. */
bool curb_choice_weights_shares(const curb_choice_weights_t *self,
    const curb_choice_t *choice, curb_choice_shares_t *shares);

#endif
