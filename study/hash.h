/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What makes two studies the same where their numbers are concerned. */
#ifndef CURB_STUDY_HASH_H
#define CURB_STUDY_HASH_H

#include "study/study.h"

/** @brief SHA-256, in hex, of all that decides the past and the population: the world's
 * numbers, responses, levers, laws in force, what is uncertain, seed, months, scale,
 * buyers, draws, detection, period. Not titles, not the number of replicates, not
 * scenarios. */
void curb_hash_world(const curb_study_t *study, char hex[65]);

/** @brief SHA-256, in hex, of the numbers of a world alone and of what is uncertain in it,
 * the same for any study of it: what a posterior belongs to. */
void curb_hash_numbers(const curb_world_t *world, char hex[65]);

#endif
