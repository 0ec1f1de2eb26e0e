/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Scalars read by our rules and not by YAML's: the whole text is the number, in the C
 * locale, or it is refused with the reason. */
#ifndef CURB_STUDY_SCALAR_H
#define CURB_STUDY_SCALAR_H

#include <stdbool.h>
#include <stdint.h>

/** @brief Reads a number. @return NULL when it was read, else why not: a phrase that goes
 * on from the text itself, such as "has a leading zero". */
const char *curb_scalar_number(const char *text, double *value);

/** @brief The same, and `40%` is 0.4. */
const char *curb_scalar_fraction(const char *text, double *value);

/** @brief Reads a whole number of 0 or more; all 64 bits where it is written in digits. */
const char *curb_scalar_whole(const char *text, uint64_t *value);

/** @brief `true` or `false`, nothing else. */
const char *curb_scalar_boolean(const char *text, bool *value);

/** @brief Whether a text can be an id: letters, digits, `_`, `-`; 63 at most; a letter or a
 * digit first. With `dots` also a dot, for the ids that sweeps make. */
bool curb_scalar_is_id(const char *text, bool dots);

/** @brief The id that a file has by its name, without folder and ending; what cannot stand
 * in an id becomes `_`. `id` has CURB_ID_BYTES. */
void curb_scalar_id_of_path(const char *path, char *id);

#endif
