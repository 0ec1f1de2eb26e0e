/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The language that reports, claims and figures speak: texts through gettext, and how a
 * language writes numbers. English is in the source; translations are in `po/`. */
#ifndef CURB_PLOTS_LANG_H
#define CURB_PLOTS_LANG_H

#include "model/diagnostics.h"

#include <libintl.h>
#include <stddef.h>

/** A text that is translated where it is used. */
#define _(text) dgettext("curb", text)

/** Marks a text in a table that is translated where it is used. */
#define N_(text) text

/** The right plural of a text with a number in it. */
#define P_(one, many, n) dngettext("curb", one, many, n)

/** @brief A text of a file in the language in use where curb ships it, else as it is. */
const char *curb_lang_text(const char *text);

typedef struct {
    const char *code; /**< ISO 639-1 */
    const char *name; /**< in the language itself */
    const char *decimal, *group;
} curb_lang_t;

extern const curb_lang_t curb_langs[];
extern const size_t curb_lang_count;

/** @brief The language in use; English until another is asked for. */
const curb_lang_t *curb_lang(void);

/** @brief Speaks a language from now on.
 *  @param code  "en", "ru"; NULL is English
 *  @return CURB_ERR_USAGE for one that curb does not know or has no translation for. */
CURB_MUST_CHECK curb_error_t curb_lang_use(
    const char *code, curb_diagnostics_t *diagnostics);

#endif
